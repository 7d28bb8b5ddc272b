import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExternalModerationStack } from '../../examples/external-moderation/external-moderation-stack';
import { ChimeMessagingEmulator, LocalDeployment } from '../../testing';
import { newApp } from '../support';

type Answer = (response: ServerResponse) => void;

const json = (body: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(body));
const nothing: Answer = () => undefined;
const failure: Answer = (response) => void response.writeHead(500).end();

/** The service's responses from now on, by path. */
let answers: Record<string, Answer>;
let asked: { path: string; text: string }[];
let service: Server;
let emulator: ChimeMessagingEmulator;
let deployment: LocalDeployment;

beforeAll(async () => {
  service = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  const moderationUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  emulator = await ChimeMessagingEmulator.start();
  const stack = new ExternalModerationStack(newApp(), 'ExternalModeration', { moderationUrl });
  deployment = await LocalDeployment.deploy(stack, { emulator });
});

afterAll(async () => {
  await deployment?.close();
  await emulator.close();
  service.closeAllConnections();
  await new Promise((closed) => service.close(closed));
});

beforeEach(() => {
  answers = { '/verdict': json({ allowed: true }), '/language': json({ language: 'en' }) };
  asked = [];
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const part of request) body += String(part);
  const path = request.url!;
  asked.push({ path, text: (JSON.parse(body) as { text: string }).text });
  answers[path]!(response);
}

/** Sends a message from Alice; returns how it ends, and its metadata if it was sent. */
async function send(Content: string, Metadata?: string) {
  const channel = { ChannelArn: deployment.outputs.ChannelArn!, ChimeBearer: deployment.outputs.AliceArn! };
  const message = { ...channel, Content, Metadata, Type: 'STANDARD', Persistence: 'PERSISTENT' } as const;
  const { MessageId } = await emulator.call('SendChannelMessage', message);
  const status = await emulator.settled(MessageId);
  if (status !== 'SENT') return { status };
  const { ChannelMessage } = await emulator.call('GetChannelMessage', { ...channel, MessageId });
  return { status, metadata: ChannelMessage!.Metadata };
}

test('what the service allows is sent, with its language', async () => {
  expect(await send('hello')).toEqual({ status: 'SENT', metadata: '{"language":"en"}' });
  expect(asked).toEqual([
    { path: '/verdict', text: 'hello' },
    { path: '/language', text: 'hello' },
  ]);
});

test('the metadata of the sender stays', async () => {
  expect(await send('hello', '{"mood":"good"}')).toEqual({
    status: 'SENT',
    metadata: '{"mood":"good","language":"en"}',
  });
});

test('what the service does not allow is denied, and not asked about any further', async () => {
  answers['/verdict'] = json({ allowed: false });
  expect(await send('hello')).toEqual({ status: 'DENIED' });
  expect(asked.map(({ path }) => path)).toEqual(['/verdict']);
});

test('what is too long is denied without asking the service', async () => {
  expect(await send('a'.repeat(1001))).toEqual({ status: 'DENIED' });
  expect(asked).toEqual([]);
});

test.each<[string, Answer]>([
  ['fails', failure],
  ['does not respond', nothing],
  ['responds with something else', json({ error: 'busy' })],
  ['responds with what is no JSON', (response) => void response.end('<html>')],
  ['hangs up', (response) => void response.destroy()],
])('without a verdict nobody sees the message: the service %s', async (_, verdict) => {
  answers['/verdict'] = verdict;
  expect(await send('hello')).toEqual({ status: 'DENIED' });
});

test.each<[string, Answer]>([
  ['fails', failure],
  ['does not respond', nothing],
])('without a language the message is sent: the service %s', async (_, language) => {
  answers['/language'] = language;
  expect(await send('hello')).toEqual({ status: 'SENT', metadata: undefined });
});
