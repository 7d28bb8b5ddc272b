import { PythonProcessorStack } from '../../examples/python-processor/python-processor-stack';
import { ChimeMessagingEmulator, LocalDeployment } from '../../testing';
import { testWithBoto3 } from '../harness/boto3';
import { newApp } from '../support';

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

/** Sends a message from Alice. */
async function send(Content: string, Metadata?: string) {
  const { ChannelArn, AliceArn } = deployment.outputs as Record<string, string>;
  const message = { ChannelArn: ChannelArn!, ChimeBearer: AliceArn!, Content, Metadata };
  return emulator.call('SendChannelMessage', { ...message, Type: 'STANDARD', Persistence: 'PERSISTENT' });
}

/** How the processing ended, and the content that everyone was finally shown. */
async function endOf({ MessageId }: { readonly MessageId: string }): Promise<[string, string]> {
  return [await emulator.settled(MessageId), emulator.deliveries(MessageId).at(-1)!.content];
}

function outcomes(): unknown[] {
  const lines = deployment.functions.logs('ChimeProcessorGuard');
  return lines.map((line) => (JSON.parse(line) as { Outcome: unknown }).Outcome);
}

testWithBoto3('it masks profanity and keeps the metadata', async () => {
  const sent = await send('where is the damn key', '{"strict": false}');

  expect(await endOf(sent)).toEqual(['SENT', 'where is the **** key']);
  const { ChannelArn, AliceArn } = deployment.outputs as Record<string, string>;
  const shown = { ChannelArn: ChannelArn!, ChimeBearer: AliceArn!, MessageId: sent.MessageId };
  const { ChannelMessage } = await emulator.call('GetChannelMessage', shown);
  expect(ChannelMessage).toMatchObject({ Metadata: '{"strict": false}' });
});

testWithBoto3('it denies links, and profanity where the metadata asks for that', async () => {
  expect(await endOf(await send('https://example.com'))).toEqual(['DENIED', 'https://example.com']);
  expect(await endOf(await send('damn', '{"strict": true}'))).toEqual(['DENIED', 'damn']);
});

testWithBoto3('when it raises, the guard denies the message', async () => {
  expect(await endOf(await send('hello', 'no JSON'))).toEqual(['DENIED', 'hello']);
  await deployment.functions.idle();
  expect(outcomes().at(-1)).toBe('DENIED');
});

testWithBoto3('when its callback is refused, the guard settles the message', async () => {
  const refusal = { name: 'ServiceFailureException' };
  emulator.faults.inject({ operation: 'ChannelFlowCallback', times: 3, error: refusal });

  expect(await endOf(await send('hello'))).toEqual(['DENIED', 'hello']);
});

testWithBoto3(
  'when a message is delivered twice, one delivery settles it and the other is told so',
  async () => {
    emulator.faults.inject({ operation: 'InvokeProcessor', times: 1, duplicate: {} });
    const sent = await send('damn');

    expect(await endOf(sent)).toEqual(['SENT', '****']);
    await deployment.functions.idle();
    expect(outcomes().at(-1)).toBe('ALREADY_SETTLED');
  },
);
