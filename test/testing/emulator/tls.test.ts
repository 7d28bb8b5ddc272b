import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import {
  ChimeSDKMessagingClient,
  GetMessagingSessionEndpointCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { WebSocket } from 'ws';
import { ChimeMessagingEmulator } from '../../../testing/emulator';

const running: ChimeMessagingEmulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

test('SDKs that trust the certificate call the emulator, and open sessions', async () => {
  const emulator = await start();
  const ca = readFileSync(emulator.certificatePath!);
  emulator.seed({ appInstances: [{ id: 'chat', users: [{ id: 'alice' }] }] });
  const userArn = emulator.inventory()[0]!.participants[0]!.arn;

  const client = new ChimeSDKMessagingClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler({ httpsAgent: { ca } }),
  });
  const { Endpoint } = await client.send(new GetMessagingSessionEndpointCommand({}));
  const query = new URLSearchParams({ userArn, sessionId: 'session' }).toString();
  const socket = new WebSocket(`wss://${Endpoint!.Url!}/connect?${query}`, { ca });
  const first = await new Promise<string>((resolve) =>
    socket.once('message', (data: Buffer) => resolve(data.toString())),
  );

  expect(emulator.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(first).toContain('SESSION_ESTABLISHED');
  client.destroy();
  socket.terminate();
});

test.each(['127.0.0.1', 'localhost', 'host.docker.internal'])(
  'the certificate is for %s',
  async (servername) => {
    const emulator = await start();
    const { host } = new URL(emulator.endpoint);
    const port = Number(host.split(':')[1]);
    const ca = readFileSync(emulator.certificatePath!);

    const status = await new Promise((resolve, reject) => {
      const headers = { host: `${servername}:${port}` };
      const options = {
        host: '127.0.0.1',
        port,
        path: '/',
        ca,
        headers,
        ...(servername !== '127.0.0.1' && { servername }),
      };
      request(options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });

    expect(status).toBe(404);
  },
);

test('the file is removed when the emulator is closed, and each start has a certificate of its own', async () => {
  const [one, other] = [await start(), await start()];
  const path = one.certificatePath!;
  expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
  expect(readFileSync(path, 'utf8')).not.toBe(readFileSync(other.certificatePath!, 'utf8'));
  expect(statSync(path).size).toBeLessThan(1000);
  expect(one.environment).toMatchObject({ NODE_EXTRA_CA_CERTS: path, AWS_CA_BUNDLE: path });

  await one.close();

  expect(existsSync(path)).toBe(false);
});

test('a process that exits without closing its emulators leaves no file behind', () => {
  const program = `
    const { ChimeMessagingEmulator } = require(${JSON.stringify(join(process.cwd(), 'testing/lib'))});
    Promise.all([1, 2].map(() => ChimeMessagingEmulator.start({ tls: true }))).then((emulators) => {
      console.log(JSON.stringify(emulators.map(({ certificatePath }) => certificatePath)));
      process.exit();
    });
  `;

  const paths = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })) as string[];

  expect(paths).toHaveLength(2);
  expect(paths.filter((path) => existsSync(dirname(path)))).toEqual([]);
});

test('a port that is in use leaves no file behind', async () => {
  const { endpoint } = await start();

  await expect(
    ChimeMessagingEmulator.start({ tls: true, port: Number(new URL(endpoint).port) }),
  ).rejects.toThrow('EADDRINUSE');
});

test('a client that never begins the handshake does not keep the emulator from closing', async () => {
  const emulator = await start();
  const socket = connect(Number(new URL(emulator.endpoint).port), '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  const gone = new Promise((resolve) => socket.once('close', resolve));

  await emulator.close();
  await gone;
});

test('without the option, clients find TLS all the same, if they trust anybody', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  running.push(emulator);
  const url = emulator.endpoint.replace('http:', 'https:');

  const plain = await fetch(emulator.endpoint);
  const status = await new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false };
    request(url, options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

  expect([plain.status, status]).toEqual([403, 403]);
});

test('without the option, there is no file', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  running.push(emulator);

  expect(emulator.certificatePath).toBeUndefined();
  expect(emulator.environment).not.toHaveProperty('NODE_EXTRA_CA_CERTS');
});

async function start(): Promise<ChimeMessagingEmulator> {
  const emulator = await ChimeMessagingEmulator.start({ tls: true, behavior: { signatures: 'ignored' } });
  running.push(emulator);
  return emulator;
}
