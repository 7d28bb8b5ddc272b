import { execFileSync } from 'node:child_process';
import { PythonProcessorStack } from '../../examples/python-processor/python-processor-stack';
import { ChimeMessagingEmulator, LocalDeployment } from '../../testing';
import { newApp } from '../support';

/** Whether functions in Python can run here, with the SDK that AWS Lambda has for them. */
function hasBoto3(): boolean {
  try {
    execFileSync('python3', ['-c', 'import boto3'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write('the example in Python is skipped: python3 with boto3 is not installed\n');
    return false;
  }
}

const testWithPython = hasBoto3() ? test : test.skip;
let emulator: ChimeMessagingEmulator;
let deployment: LocalDeployment;

beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start();
  deployment = await LocalDeployment.deploy(new PythonProcessorStack(newApp(), 'PythonProcessor'), {
    emulator,
  });
});

afterAll(async () => {
  await deployment?.close();
  await emulator.close();
});

/** Sends a message of Alice. */
async function send(Content: string, Metadata?: string) {
  const { ChannelArn, AliceArn } = deployment.outputs as Record<string, string>;
  const message = { ChannelArn: ChannelArn!, ChimeBearer: AliceArn!, Content, Metadata };
  return emulator.call('SendChannelMessage', { ...message, Type: 'STANDARD', Persistence: 'PERSISTENT' });
}

/** How it ended, and what everybody was shown in the end. */
async function endOf({ MessageId }: { readonly MessageId: string }): Promise<[string, string]> {
  return [await emulator.settled(MessageId), emulator.deliveries(MessageId).at(-1)!.content];
}

function outcomes(): unknown[] {
  const lines = deployment.functions.logs('ChimeProcessorGuard/Handler/Function');
  return lines.map((line) => (JSON.parse(line) as { Outcome: unknown }).Outcome);
}

testWithPython('it masks profanity and keeps the metadata', async () => {
  const sent = await send('where is the damn key', '{"strict": false}');

  expect(await endOf(sent)).toEqual(['SENT', 'where is the **** key']);
  const { ChannelArn, AliceArn } = deployment.outputs as Record<string, string>;
  const shown = { ChannelArn: ChannelArn!, ChimeBearer: AliceArn!, MessageId: sent.MessageId };
  const { ChannelMessage } = await emulator.call('GetChannelMessage', shown);
  expect(ChannelMessage).toMatchObject({ Metadata: '{"strict": false}' });
});

testWithPython('it denies links, and profanity where the metadata asks for that', async () => {
  expect(await endOf(await send('https://example.com'))).toEqual(['DENIED', 'https://example.com']);
  expect(await endOf(await send('damn', '{"strict": true}'))).toEqual(['DENIED', 'damn']);
});

testWithPython('when it raises, the guard denies the message', async () => {
  expect(await endOf(await send('hello', 'no JSON'))).toEqual(['DENIED', 'hello']);
  await deployment.functions.idle();
  expect(outcomes().at(-1)).toBe('DENIED');
});

testWithPython('when its callback is refused, the guard settles the message', async () => {
  const refusal = { name: 'ServiceFailureException' };
  emulator.faults.inject({ operation: 'ChannelFlowCallback', times: 3, error: refusal });

  expect(await endOf(await send('hello'))).toEqual(['DENIED', 'hello']);
});

testWithPython(
  'when a message is delivered twice, one delivery settles it and the other is told so',
  async () => {
    emulator.faults.inject({ operation: 'InvokeProcessor', times: 1, duplicate: {} });
    const sent = await send('damn');

    expect(await endOf(sent)).toEqual(['SENT', '****']);
    await deployment.functions.idle();
    expect(outcomes().at(-1)).toBe('ALREADY_SETTLED');
  },
);
