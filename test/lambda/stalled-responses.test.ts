import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listAppInstances, listChannelFlows } from '../../lambda/chime';
import { describeStack } from '../../lambda/cloudformation';
import { isStoreSilent } from '../../lambda/coverage-state';
import { S3ObjectStore } from '../../lambda/coverage-state/s3-object-store';
import { type Request, Run } from '../../lambda/protocol';
import { systemTimers } from '../../lambda/protocol/timers';

const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/one';
const FLOW = { ChannelFlowArn: `${APP_INSTANCE}/channel-flow/f1`, Name: 'first' };
const STACK = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName>
  <StackStatus>UPDATE_IN_PROGRESS</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

/** The services' responses, by the path of the request. */
const BODIES: Readonly<Record<string, string>> = {
  '/channel-flows': JSON.stringify({ ChannelFlows: [FLOW] }),
  '/app-instances': JSON.stringify({ AppInstances: [{ AppInstanceArn: APP_INSTANCE }] }),
  '/bucket/object': 'its content',
  '/': STACK,
};

const stalled = new Set<string>();
let server: Server;

/** Sends half of the first response of each kind, and leaves its connection open. The next one is complete. */
function respond(path: string, response: ServerResponse): void {
  const body = BODIES[path]!;
  response.writeHead(200, { 'content-length': body.length, etag: '"1"' });
  if (stalled.has(path)) response.end(body);
  else response.write(body.slice(0, body.length / 2));
  stalled.add(path);
}

beforeAll(async () => {
  server = createServer(({ url }, response) => respond(new URL(url!, 'http://localhost').pathname, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function newRun(): Run {
  const request = { RequestType: 'Delete', sentAt: Date.now() } as Request;
  const context = { getRemainingTimeInMillis: () => 300_000 };
  return new Run(request, context, { timers: systemTimers, log: () => {} });
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

test('a response that stops in its middle is given up, and the call is repeated', async () => {
  const [flows, appInstances, status] = await Promise.all([
    all(listChannelFlows(newRun(), APP_INSTANCE)),
    all(listAppInstances(newRun())),
    describeStack('stack', newRun()),
  ]);

  expect(flows).toEqual([FLOW]);
  expect(appInstances).toEqual([APP_INSTANCE]);
  expect(status).toBe('UPDATE_IN_PROGRESS');
}, 60_000);

test('an object whose content stops in its middle was not read, and can be read again', async () => {
  const store = new S3ObjectStore('bucket', 'object');

  const failure = await store.read().catch((error: unknown) => error);

  expect(isStoreSilent(failure)).toBe(true);
  expect(await store.read()).toMatchObject({ value: { text: 'its content' } });
}, 60_000);
