import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser } from 'aws-cdk-lib/aws-chime';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bundledProcessor } from './bundled-processor';
import { channelFlowEvent } from '../../processor';
import { ChannelFlow, ChannelFlowProvisioning } from '../../src';
import { ChimeMessagingEmulator, EmulatorClock, LocalDeployment } from '../../testing';
import { newStack } from '../support';

/** The first word of each message, which must not be in any log. */
const SECRET = 'confidential';

const BAD_DECISIONS: [string, string][] = [
  ['returns nothing', "'decide' must return allow(), deny() or update(), got undefined"],
  ['returns no decision', "'decide' must return allow(), deny() or update(), got object"],
  ['changes nothing', "'update' must change content, metadata,"],
  ['empties the content', "'content' must have 1 to 4096 bytes, got 0"],
  ['goes over the limit of content', "'content' must have 1 to 4096 bytes, got 4098"],
  ['goes over the limit of metadata', "'metadata' must have 0 to 1024 bytes, got 1025"],
  ['changes what it cannot', 'got another name'],
];

const HANDLERS = ['deny', 'allow', 'leave'] as const;
type Handler = (typeof HANDLERS)[number];

const GUARD = 'ChimeProcessorGuard/Handler/Function';
const folder = mkdtempSync(join(tmpdir(), 'bad-input-'));
let emulator: ChimeMessagingEmulator;
let deployment: LocalDeployment;

beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start({ clock: EmulatorClock.manual() });
  deployment = await LocalDeployment.deploy(stackWithProcessors(), { emulator });
});

afterAll(async () => {
  await deployment?.close();
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** A function and a flow for each `onError`; the guard denies. */
function stackWithProcessors(): Stack {
  const stack = newStack();
  const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'chat' });
  const { attrAppInstanceArn: appInstanceArn } = appInstance;
  new CfnAppInstanceUser(stack, 'Alice', { appInstanceArn, appInstanceUserId: 'alice', name: 'Alice' });
  const code = bundledProcessor('bad-decisions', folder);
  for (const handler of HANDLERS) {
    const fn = new lambda.Function(stack, handler, {
      code,
      handler: `index.${handler}`,
      runtime: lambda.Runtime.NODEJS_22_X,
      timeout: Duration.seconds(60),
    });
    new ChannelFlow(stack, `${handler}Flow`, {
      appInstance,
      processors: [{ function: fn }],
      provisioning: ChannelFlowProvisioning.CLOUDFORMATION,
    });
  }
  return stack;
}

/** Sends a message from Alice through a processor; returns how it ends. */
async function send(handler: Handler, Content: string): Promise<string> {
  const ChimeBearer = deployment.resource('Alice').physicalId;
  const channel = {
    AppInstanceArn: deployment.resource('AppInstance').physicalId,
    Name: 'lobby',
    ChimeBearer,
  };
  const ChannelArn = (await emulator.call('CreateChannel', channel)).ChannelArn!;
  const ChannelFlowArn = deployment.resource(`${handler}Flow/NativeResource`).physicalId;
  await emulator.call('AssociateChannelFlow', { ChannelArn, ChannelFlowArn, ChimeBearer });
  const message = { ChannelArn, ChimeBearer, Content, Metadata: SECRET };
  const sent = await emulator.call('SendChannelMessage', {
    ...message,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return emulator.settled(sent.MessageId);
}

function logOf(id: string): string {
  return deployment.functions.logs(id).join('\n');
}

test.each(BAD_DECISIONS)(
  'a decider that %s: onError applies, and the log says why',
  async (decision, reason) => {
    const content = `${SECRET} ${decision}`;

    expect(await send('deny', content)).toBe('DENIED');
    expect(await send('allow', content)).toBe('SENT');
    expect(await send('leave', content)).toBe('DENIED'); // by the guard
    for (const handler of HANDLERS) expect(logOf(handler)).toContain(reason);
  },
);

/** Events that the service does not send. */
const BAD_EVENTS: [string, unknown, string][] = [
  ['nothing', null, "'CallbackId' of the event must be"],
  ['text', SECRET, "'CallbackId' of the event must be"],
  ['another service', { Records: [{ body: SECRET }] }, "'CallbackId' of the event must be"],
  [
    'no CallbackId',
    { ...channelFlowEvent({ content: SECRET }), CallbackId: undefined },
    "'CallbackId' of the event must be",
  ],
  [
    'an empty CallbackId',
    channelFlowEvent({ content: SECRET, callbackId: '' }),
    "'CallbackId' of the event must be",
  ],
  ['no message', { CallbackId: 'c'.repeat(36) }, "'MessageId' of the event must be"],
  [
    'a channel that is none',
    channelFlowEvent({ content: SECRET, channelArn: SECRET }),
    "'ChannelArn' of the event must be",
  ],
];

test.each(BAD_EVENTS)(
  'an event that is not from the service (%s) fails with a clear error',
  async (_, event, reason) => {
    const { payload, functionError } = await deployment.functions.invoke('deny', event);

    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorType: 'ChannelFlowProcessorError',
      errorMessage: expect.stringContaining(reason),
    });
  },
);

test('a failed invocation that was for no message is ignored by the guard; one without an address fails there as well', async () => {
  const guarded = async (event: unknown) => {
    await deployment.functions.invokeAsync('deny', event);
    await deployment.functions.idle();
    const lines = deployment.functions.logs(GUARD).filter((line) => line.startsWith('{'));
    return (JSON.parse(lines.at(-1)!) as { Outcome: string }).Outcome;
  };

  expect(await guarded({ Records: [{ body: SECRET }] })).toBe('IGNORED');
  expect(await guarded({ ...channelFlowEvent({ content: SECRET }), CallbackId: undefined })).toBe('FAILED');
});

test('no log has anything of a message in it', () => {
  for (const id of [...HANDLERS, GUARD]) {
    expect(logOf(id)).not.toBe('');
    expect(logOf(id)).not.toContain(SECRET);
  }
});

test('no rejection was left unhandled', () => {
  for (const id of HANDLERS) expect(logOf(id)).not.toMatch(/unhandled/i);
  const settledByGuard = deployment.functions
    .logs(GUARD)
    .filter((line) => line.includes('"Outcome":"DENIED"'));
  expect(settledByGuard).toHaveLength(BAD_DECISIONS.length);
});
