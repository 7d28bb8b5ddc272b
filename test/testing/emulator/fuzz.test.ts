import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import {
  ChimeSDKMessagingClient,
  DescribeChannelCommand,
  ListChannelMembershipsCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import fc from 'fast-check';
import { hostileClient, play } from './hostile-clients';
import { hostileBytes, hostileRequest, type HostileRequest } from './hostile-requests';
import { SessionClient } from './session-client';
import { CliProcess, file } from '../cli/support';

const REQUESTS = 10_000;
const RAW = 1000;
const CLIENTS = 1000;
const SEED = 20261121;
const AT_ONCE = 16;
const WITNESS = 'arn:aws:chime:us-east-1:111122223333:app-instance/witness';

interface Answer {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly body: string;
}

/** In a separate process, which ends on any uncaught error. */
async function newEmulator(...args: string[]): Promise<{ cli: CliProcess; endpoint: URL }> {
  const appInstance = (id: string): object => ({
    id,
    users: [{ id: 'alice' }, { id: 'bob' }],
    admins: ['alice'],
    channelFlows: [{ id: 'flow', processors: [{ function: 'nobody' }] }],
    channels: [{ id: 'general', createdBy: 'alice', members: ['bob'], channelFlow: 'flow' }],
  });
  const seed = file(
    'seed.json',
    JSON.stringify({ appInstances: [appInstance('victim'), appInstance('witness')] }),
  );
  const cli = new CliProcess(['--seed', seed, '--log-level', 'error', ...args]);
  const { AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: url } = await cli.ready();
  return { cli, endpoint: new URL(url!) };
}

describe.each([
  ['takes signatures as they come', ['--behavior', 'signatures=ignored'], REQUESTS * 0.8],
  ['looks at signatures', [], REQUESTS * 0.2],
])('an emulator that %s', (_, args, count) => {
  test(`responds to ${count} requests that nobody should send, and goes on`, async () => {
    const { cli, endpoint } = await newEmulator(...args);
    const before = await witnessed(endpoint);
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const requests = fc.sample(hostileRequest, { numRuns: count, seed: SEED });

    const problems: string[] = [];
    const next = requests.values();
    const worker = async (): Promise<void> => {
      for (const hostile of next) {
        const answer = await send(endpoint, agent, hostile);
        const problem = problemOf(answer, hostile.method);
        if (problem) {
          problems.push(
            `${problem}: ${hostile.method} ${hostile.path.slice(0, 200)} ${String(hostile.body.subarray(0, 200))}`,
          );
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    agent.destroy();

    expect(problems.slice(0, 5)).toEqual([]);
    expect(await witnessed(endpoint)).toEqual(before);
    expect(cli.stderr).toBe('');
  });
});

test(`an emulator survives ${RAW} connections that bring no proper HTTP`, async () => {
  const { cli, endpoint } = await newEmulator('--behavior', 'signatures=ignored');
  const before = await witnessed(endpoint);

  const problems: string[] = [];
  const next = fc.sample(hostileBytes, { numRuns: RAW, seed: SEED }).values();
  const worker = async (): Promise<void> => {
    for (const bytes of next) {
      await sendAndLeave(endpoint, bytes);
      const problem = rawProblemOf(await sendRaw(endpoint, bytes));
      if (problem) problems.push(`${problem}: ${JSON.stringify(bytes.subarray(0, 200).toString('latin1'))}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  expect(problems.slice(0, 5)).toEqual([]);
  expect(await witnessed(endpoint)).toEqual(before);
  expect(cli.stderr).toBe('');
});

test(`an emulator survives ${CLIENTS} WebSocket clients that break the protocol, and tells its sessions of messages`, async () => {
  const { cli, endpoint } = await newEmulator('--behavior', 'signatures=ignored');
  const before = await witnessed(endpoint);
  const session = { userArn: `${WITNESS}/user/bob`, sessionId: 'witness' };
  const listener = await SessionClient.connect(endpoint.href.replace(/\/$/, ''), session);
  await listener.until(() => listener.types.includes('SESSION_ESTABLISHED'));

  const silent: Socket[] = [];
  const next = fc.sample(hostileClient, { numRuns: CLIENTS, seed: SEED }).values();
  const worker = async (): Promise<void> => {
    for (const client of next) {
      const left = await play(endpoint, client);
      if (left) silent.push(left);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  expect(await witnessed(endpoint)).toEqual(before);
  await listener.until(() => listener.types.includes('CREATE_CHANNEL_MESSAGE'));
  const late = await SessionClient.connect(endpoint.href.replace(/\/$/, ''), {
    ...session,
    sessionId: 'late',
  });
  await late.until(() => late.types.includes('SESSION_ESTABLISHED'));
  expect(listener.closeCode).toBeUndefined();
  expect(cli.stderr).toBe('');
  for (const socket of [...silent, listener.socket, late.socket]) socket.destroy();
});

/** The problem with a response that is neither a success nor an error in the service's format. */
function problemOf({ status, errorType, body }: Answer, method: string): string | undefined {
  if (method === 'HEAD') return status < 500 ? undefined : `${status}`;
  if (status < 300) {
    if (errorType !== undefined) return `${status} with ${errorType}`;
    return status === 204 || isJson(body) ? undefined : `${status} without JSON`;
  }
  if (status < 400 || status >= 500) return `${status} ${body.slice(0, 200)}`;
  return /^\w+Exception$/.test(errorType ?? '') && isError(body)
    ? undefined
    : `${status} without a modeled error`;
}

function isJson(body: string): boolean {
  try {
    return typeof JSON.parse(body) === 'object';
  } catch {
    return false;
  }
}

function isError(body: string): boolean {
  if (!isJson(body)) return false;
  const { Code, Message, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return typeof Code === 'string' && typeof Message === 'string' && Object.keys(rest).length === 0;
}

/** The problem with the data on a connection, which must be a series of normal responses, or nothing. */
function rawProblemOf(written: string): string | undefined {
  if (written === '') return undefined;
  if (written.startsWith('HTTP/1.1 101 ')) return undefined;
  const [first] = written.replaceAll('HTTP/1.1 100 Continue\r\n\r\n', '').split(/(?<=[}])(?=HTTP\/1\.1 )/);
  const [head, body] = first!.split('\r\n\r\n') as [string, string | undefined];
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  const errorType = /^x-amzn-errortype: (.*)$/im.exec(head)?.[1];
  return Number.isNaN(status)
    ? `no HTTP: ${written.slice(0, 100)}`
    : problemOf({ status, errorType, body: body ?? '' }, 'GET');
}

function send(endpoint: URL, agent: Agent, { method, path, headers, body }: HostileRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // `#`, spaces, and similar characters are for raw connections: the client refuses to send them
    const options = {
      agent,
      method,
      path: path.replace(/[^\u0021-\u007e]/g, '_'),
      headers: { ...latin(headers), 'content-length': body.length },
    };
    const sent = request(endpoint, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          errorType: response.headers['x-amzn-errortype'] as string | undefined,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function latin(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replace(/[^\u0020-\u007e\u00a0-\u00ff]/g, '_'),
    ]),
  );
}

async function sendRaw(endpoint: URL, bytes: Buffer): Promise<string> {
  const socket = connect(Number(endpoint.port), endpoint.hostname);
  const written: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => written.push(chunk));
  socket.on('error', () => {});
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(written).toString();
}

/** Disconnects abruptly, without waiting for a response. */
async function sendAndLeave(endpoint: URL, bytes: Buffer): Promise<void> {
  const socket = connect(Number(endpoint.port), endpoint.hostname);
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  socket.resetAndDestroy();
}

/** The visible state of an app instance that no request is about; a message to it still goes through. */
async function witnessed(endpoint: URL): Promise<unknown> {
  const client = new ChimeSDKMessagingClient({
    endpoint: endpoint.href,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const input = { ChannelArn: `${WITNESS}/channel/general`, ChimeBearer: `${WITNESS}/user/alice` };
  const message = { ...input, Content: 'hello', Type: 'CONTROL', Persistence: 'NON_PERSISTENT' } as const;
  try {
    const { Status } = await client.send(new SendChannelMessageCommand(message));
    const { Channel } = await client.send(new DescribeChannelCommand(input));
    const { ChannelMemberships } = await client.send(new ListChannelMembershipsCommand(input));
    const { LastMessageTimestamp: _, ...channel } = Channel!;
    return { Status, channel, ChannelMemberships };
  } finally {
    client.destroy();
  }
}
