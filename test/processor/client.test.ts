import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
import { event, recordingLogger } from './support';
import { allow, channelFlowProcessor, lambdaContext, update } from '../../processor';

/**
 * Responses in the service's format. For lost connections, see `bundle.test.ts`: inside Jest, the SDK does not
 * recognize their errors, because Node.js and the test have different `Error` classes.
 */
const answers = {
  ok: (_, response) => response.setHeader('content-type', 'application/json').end('{}'),
  throttled: error(429, 'ThrottledClient', 'Rate exceeded'),
  unavailable: error(503, 'ServiceUnavailable', 'Try again'),
  gateway: (_, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
  used: error(403, 'Forbidden', 'You do not have sufficient access to perform this action.'),
  notPending: error(
    400,
    'BadRequest',
    'Unable to complete processing of non-pending message for callback id: c',
  ),
  conflict: error(409, 'Conflict', 'There was a conflict processing the request. Try your request again.'),
  invalid: error(400, 'BadRequest', 'The input is not valid'),
  accessDenied: error(403, 'AccessDenied', 'User: u is not authorized to perform: chime:ChannelFlowCallback'),
} satisfies Record<string, RequestListener>;

function error(status: number, code: string, text: string): RequestListener {
  return (_, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': `${code}Exception` })
      .end(JSON.stringify({ Code: code, Message: text }));
}

let server: Server | undefined;
let client: ChimeSDKMessagingClient | undefined;

afterEach(() => {
  client?.destroy();
  server?.close();
});

/** Settles one message with the SDK's own client, against a service that sends these responses in turn. */
async function settle(...names: (keyof typeof answers)[]) {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  const bodies: unknown[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      bodies.push(JSON.parse(body));
      const answer: RequestListener = answers[names.shift() ?? 'ok'];
      answer(request, response);
    });
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  client = new ChimeSDKMessagingClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const changes = update({ content: '***', messageAttributes: { masked: ['yes'] } });
  const handler = channelFlowProcessor(({ content }) => (content === 'Hello' ? allow() : changes), {
    client,
    logger: recordingLogger().logger,
  });
  const [outcome] = await Promise.allSettled([handler(event({ content: 'masked' }), lambdaContext())]);
  return { outcome, bodies };
}

test('the callback of the SDK carries the changes', async () => {
  const { bodies } = await settle();

  expect(bodies).toEqual([
    {
      CallbackId: 'c'.repeat(36),
      ChannelMessage: {
        MessageId: 'm1',
        Content: '***',
        MessageAttributes: { masked: { StringValues: ['yes'] } },
      },
    },
  ]);
});

test.each(['throttled', 'unavailable', 'gateway'] as const)(
  'a callback that ends in %s is sent again',
  async (answer) => {
    const { outcome, bodies } = await settle(answer, answer);

    expect(outcome).toMatchObject({ status: 'fulfilled', value: { action: 'update', attempts: 3 } });
    expect(bodies[2]).toEqual(bodies[0]);
  },
);

test('a conflict is settled by the response to the next callback', async () => {
  const { outcome } = await settle('conflict', 'used');

  expect(outcome).toMatchObject({ value: { attempts: 2, refusal: 'Forbidden' } });
});

test('a bad request that is not about a settled message is a rejected decision', async () => {
  const { outcome, bodies } = await settle('invalid');

  expect(outcome).toMatchObject({ value: { action: 'deny', error: { code: 'DecisionRejected' } } });
  expect(bodies[1]).toEqual({
    CallbackId: 'c'.repeat(36),
    ChannelMessage: { MessageId: 'm1' },
    DeleteResource: true,
  });
});

test('a denied access fails the function', async () => {
  const { outcome } = await settle('accessDenied');

  expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CallbackFailed' } });
});
