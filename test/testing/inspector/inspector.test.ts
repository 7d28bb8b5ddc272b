import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHAT, GENERAL, MODERATE, newInspected } from './support';
import { ChimeMessagingEmulator, Inspector } from '../../../testing';

test.each([
  ['/', 'text/html', '<!doctype html>'],
  ['/page.css', 'text/css', ':root'],
  ['/page.js', 'text/javascript', 'EventSource'],
  ['/icon.svg', 'image/svg+xml', '<svg'],
])('%s is part of the page', async (path, type, part) => {
  const inspected = await newInspected();

  const { statusCode, headers, body } = await inspected.get(path);

  expect([statusCode, headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
  expect(body).toContain(part);
});

test('every response carries a policy under which only the page itself runs', async () => {
  const inspected = await newInspected();

  const answers = [await inspected.get('/'), await inspected.get('/none'), await inspected.post({})];
  const { headers } = await inspected.follow();

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 400]);
  for (const each of [...answers.map((answer) => answer.headers), headers]) {
    const policy = each['content-security-policy']!.toString().split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]),
    );
    expect(policy.join()).not.toContain('unsafe');
    expect(each['x-content-type-options']).toBe('nosniff');
  }
});

test('a message that is sent goes through the operation, and its processor', async () => {
  const inspected = await newInspected();
  const content = new Promise((resolve) => {
    inspected.emulator.useProcessorFunction(MODERATE, async (event) => resolve(event.ChannelMessage.Content));
  });

  const { statusCode, body } = await inspected.post({
    ChannelArn: GENERAL,
    ChimeBearer: `${CHAT}/user/bob`,
    Content: 'hello',
  });

  expect(statusCode).toBe(201);
  const { MessageId } = JSON.parse(body) as { MessageId: string };
  expect(inspected.emulator.messageTraces).toMatchObject([
    { messageId: MessageId, senderArn: `${CHAT}/user/bob` },
  ]);
  expect(await content).toBe('hello');
});

test.each([
  [
    { ChannelArn: GENERAL, ChimeBearer: `${CHAT}/user/eve`, Content: 'hello' },
    403,
    'Only members of a channel can send messages to it. You do not have sufficient access to perform this action. (ForbiddenException)',
  ],
  [
    { ChannelArn: GENERAL, ChimeBearer: `${CHAT}/user/bob`, Content: 'x'.repeat(4097) },
    400,
    "'Content' must have at most 4096 bytes, got 4097 (BadRequestException)",
  ],
  [{ Content: 'hello' }, 400, "'ChannelArn' is required (BadRequestException)"],
  ['no JSON', 400, "'ChannelArn' is required (BadRequestException)"],
  ['null', 400, "'ChannelArn' is required (BadRequestException)"],
])('what the service refuses is told in plain words: %j', async (message, statusCode, words) => {
  const inspected = await newInspected();

  const refused = await inspected.post(message);

  expect(refused.statusCode).toBe(statusCode);
  expect(JSON.parse(refused.body)).toEqual({ message: words });
});

test('the port can be chosen; one that is taken is an error', async () => {
  const { emulator } = await newInspected();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;

  await expect(Inspector.start(emulator, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new Promise((resolve) => taken.close(resolve));
  const inspector = await Inspector.start(emulator, { port });

  expect(inspector.url).toBe(`http://127.0.0.1:${port}/`);
  await inspector.close();
  expect((await fetch(emulator.endpoint)).status).toBe(403); // the emulator still runs, and requires a signature
});

test('it ends with the emulator, open pages and all', async () => {
  const inspected = await newInspected();
  const follower = await inspected.follow();

  await inspected.emulator.close();
  await follower.ended;

  await expect(fetch(inspected.inspector.url)).rejects.toThrow('fetch failed');
});

test.each<[unknown[], string]>([
  [[], 'the emulator of Inspector.start must be a ChimeMessagingEmulator, got undefined'],
  [[{}], 'the emulator of Inspector.start must be a ChimeMessagingEmulator, got an object'],
  [['http://127.0.0.1:8080'], "must be a ChimeMessagingEmulator, got 'http://127.0.0.1:8080'"],
])('an inspector needs an emulator: %j', async (given, message) => {
  await expect(Inspector.start(...(given as Parameters<typeof Inspector.start>))).rejects.toThrow(message);
});

test.each<[object, string]>([
  [{ port: 'abc' }, "'port' of the options of Inspector.start must be a port from 0 to 65535, got 'abc'"],
  [{ prot: 8123 }, "'prot' of the options of Inspector.start is unknown: expected port"],
])('an inspector refuses the options %j', async (options, message) => {
  const emulator = await ChimeMessagingEmulator.start();

  await expect(Inspector.start(emulator, options)).rejects.toThrow(message);
  await emulator.close();
});

test('there is no inspector of an emulator that was closed', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  await emulator.close();

  await expect(Inspector.start(emulator)).rejects.toThrow(
    'the emulator of Inspector.start must be open, got one that was closed: start another one',
  );
});
