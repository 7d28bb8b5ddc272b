import type { Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { AppInstance, ChannelFlow, ChannelFlowAssociation, ChimeBearer } from '../../../src';
import {
  APP_INSTANCE_ARN,
  existingAppInstance,
  FLOW_ARN,
  newAppInstance,
  newBot,
  newChannel,
  newFunction,
  newStack,
  newUser,
} from '../../support';

/* What no compiler lets through, as JavaScript and an unchecked Python program can give it. */

function flowWith(stack: Stack, props: object): ChannelFlow {
  const given = {
    appInstance: existingAppInstance(stack),
    processors: [{ function: newFunction(stack) }],
    ...props,
  };
  return new ChannelFlow(stack, 'Flow', given);
}

test.each<[string, (stack: Stack) => object, string]>([
  [
    'no app instance',
    () => ({ appInstance: undefined }),
    "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for one that exists, got undefined (in Chat/Flow)",
  ],
  [
    'an ARN as app instance',
    () => ({ appInstance: APP_INSTANCE_ARN }),
    `'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for one that exists, got "${APP_INSTANCE_ARN}"`,
  ],
  [
    'no processors',
    () => ({ processors: undefined }),
    "'processors' must hold 1 to 3 processors, got undefined (in Chat/Flow)",
  ],
  [
    'one processor in place of a list',
    (stack) => ({ processors: { function: newFunction(stack, 'Fn') } }),
    `'processors' must hold 1 to 3 processors, got {"function":"Chat/Fn"}`,
  ],
  [
    'a function as processor',
    (stack) => ({ processors: [newFunction(stack, 'Fn')] }),
    `'processors[0]' must be an object with a 'function', got "Chat/Fn" (in Chat/Flow)`,
  ],
  [
    'a processor without a function',
    () => ({ processors: [{ function: undefined }] }),
    "'processors[0].function' must be a Lambda function, version or alias, got undefined",
  ],
  [
    'an L1 function',
    (stack) => ({
      processors: [{ function: new CfnFunction(stack, 'L1', { code: {}, role: 'role' }) }],
    }),
    `'processors[0].function' must be a Lambda function, version or alias, got "Chat/L1"`,
  ],
  [
    'an unknown fallback action',
    (stack) => ({ processors: [{ function: newFunction(stack, 'Fn'), fallbackAction: 'DENY' }] }),
    `'processors[0].fallbackAction' must be one of ABORT, CONTINUE, got "DENY"`,
  ],
  [
    'an unknown error action',
    (stack) => ({ processors: [{ function: newFunction(stack, 'Fn'), errorAction: 'deny' }] }),
    `'processors[0].errorAction' must be one of DENY, ALLOW, LEAVE_PENDING, got "deny"`,
  ],
  [
    'an unknown provisioning',
    () => ({ provisioning: 'NATIVE' }),
    `'provisioning' must be one of CUSTOM_RESOURCE, CLOUDFORMATION, got "NATIVE"`,
  ],
  [
    'a user where the bearer of the deletion should be',
    (stack) => ({ disassociateOnDelete: newUser(stack, newAppInstance(stack)) }),
    `'disassociateOnDelete' must be a ChimeBearer: ChimeBearer.appInstanceUser(), appInstanceBot() or fromArn(), got "Chat/Alice"`,
  ],
])('a flow with %s', (_, props, message) => {
  const stack = newStack();

  expect(() => flowWith(stack, props(stack))).toThrow(message);
});

test('a lookup without an app instance', () => {
  const attributes = { channelFlowName: 'moderation' } as Parameters<
    typeof ChannelFlow.fromChannelFlowName
  >[2];

  expect(() => ChannelFlow.fromChannelFlowName(newStack(), 'Flow', attributes)).toThrow(
    "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for one that exists, got undefined",
  );
});

test.each<[string, (stack: Stack) => object, string]>([
  [
    'a user as channel',
    (stack) => ({ channel: newUser(stack, newAppInstance(stack, 'Other')) }),
    `'channel' must be a CfnChannel, or Channel.fromChannelArn() for one that exists, got "Chat/Alice" (in Chat/Association)`,
  ],
  [
    'a user as bearer',
    (stack) => ({ bearer: newUser(stack, newAppInstance(stack, 'Other')) }),
    `'bearer' must be a ChimeBearer: ChimeBearer.appInstanceUser(), appInstanceBot() or fromArn(), got "Chat/Alice"`,
  ],
  [
    'an ARN as flow',
    () => ({ channelFlow: FLOW_ARN }),
    `'channelFlow' must be a ChannelFlow, a CfnChannelFlow, or an import of ChannelFlow, got "${FLOW_ARN}"`,
  ],
])('an association with %s', (_, props, message) => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const given = {
    channel: newChannel(stack, appInstance),
    channelFlow: flowWith(stack, { appInstance }),
    bearer: ChimeBearer.appInstanceBot(newBot(stack, appInstance)),
    ...props(stack),
  };

  expect(() => new ChannelFlowAssociation(stack, 'Association', given)).toThrow(message);
});

test('a bearer that is an ARN, or the other kind', () => {
  const stack = newStack();
  const bot = newBot(stack, newAppInstance(stack));
  const { appInstanceUser, appInstanceBot } = ChimeBearer as unknown as Record<
    'appInstanceUser' | 'appInstanceBot',
    (value: unknown) => ChimeBearer
  >;

  expect(() => appInstanceUser(bot)).toThrow(
    `'user' must be a CfnAppInstanceUser; for one that exists, use ChimeBearer.fromArn(), got "Chat/Lex"`,
  );
  expect(() => appInstanceBot('arn')).toThrow(
    `'bot' must be a CfnAppInstanceBot; for one that exists, use ChimeBearer.fromArn(), got "arn"`,
  );
});

test('what the errors point to is accepted', () => {
  const stack = newStack();
  const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);

  expect(flowWith(stack, { appInstance }).appInstanceArn).toBe(APP_INSTANCE_ARN);
});
