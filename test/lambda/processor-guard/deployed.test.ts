import { Duration, type Stack } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ChannelFlow, ChimeBearer, ErrorAction } from '../../../src';
import { ChimeMessagingEmulator, LocalDeployment } from '../../../testing';
import { newStack } from '../../support';

const FAILURES = {
  Throws: 'exports.handler = async () => { throw new Error("no"); };',
  Exits: 'exports.handler = async () => process.exit(1);',
  Hangs: 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000));',
};

const cases = Object.keys(FAILURES).flatMap((failure) =>
  [ErrorAction.DENY, ErrorAction.ALLOW].map((errorAction) => [failure, errorAction] as const),
);

let emulator: ChimeMessagingEmulator;
let deployment: LocalDeployment;

/** One stack, with a channel, a flow and a function for each case. */
beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start();
  const stack = newStack();
  const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'chat' });
  const { attrAppInstanceArn: appInstanceArn } = appInstance;
  const alice = new CfnAppInstanceUser(stack, 'Alice', {
    appInstanceArn,
    appInstanceUserId: 'alice',
    name: 'Alice',
  });
  for (const [failure, errorAction] of [...cases, ['Throws', ErrorAction.LEAVE_PENDING] as const]) {
    const id = nameOf(failure, errorAction);
    const fn = failingFunction(stack, `${id}Function`, FAILURES[failure as keyof typeof FAILURES]);
    const bearer = alice.attrAppInstanceUserArn;
    const channel = new CfnChannel(stack, `${id}Channel`, { appInstanceArn, chimeBearer: bearer, name: id });
    const flow = new ChannelFlow(stack, `${id}Flow`, {
      appInstance,
      processors: [{ function: fn, errorAction }],
    });
    flow.addAssociation('Association', { channel, bearer: ChimeBearer.appInstanceUser(alice) });
  }
  deployment = await LocalDeployment.deploy(stack, { emulator });
});

afterAll(async () => {
  await deployment?.close();
  await emulator.close();
});

function nameOf(failure: string, errorAction: ErrorAction): string {
  return `${failure}${errorAction.replace('_', '')}`;
}

function failingFunction(stack: Stack, id: string, source: string): lambda.Function {
  return new lambda.Function(stack, id, {
    code: lambda.Code.fromInline(source),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    timeout: Duration.seconds(1),
  });
}

/** Sends a message from Alice to the channel of a case; returns its id. */
async function send(failure: string, errorAction: ErrorAction): Promise<string> {
  const { MessageId } = await emulator.call('SendChannelMessage', {
    ChannelArn: String(deployment.resource(`${nameOf(failure, errorAction)}Channel`).attributes.Arn),
    Content: 'hello',
    ChimeBearer: deployment.resource('Alice').physicalId,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return MessageId;
}

test.each(cases)('a message whose processor %s is settled by %s', async (failure, errorAction) => {
  const status = await emulator.settled(await send(failure, errorAction));
  expect(status).toBe(errorAction === ErrorAction.DENY ? 'DENIED' : 'SENT');
});

test('a message stays pending where that is meant', async () => {
  const messageId = await send('Throws', ErrorAction.LEAVE_PENDING);
  await deployment.cloud.lambda.idle();
  expect(emulator.deliveries(messageId).map(({ eventType }) => eventType)).toEqual([
    'PENDING_CREATE_CHANNEL_MESSAGE',
  ]);
});
