import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { invokeAt } from '../../../testing/cli/lambda-endpoint';

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:moderate:live';

async function answering(
  status: number,
  body: string,
): Promise<{ server: Server; url: URL; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer(({ url, headers }, response) => {
    seen.push(`${url} ${headers.authorization} ${headers['x-amz-security-token'] as string}`);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix/`), seen };
}

test('the call is signed with the credentials of the environment, for the region of the function', async () => {
  const { server, url, seen } = await answering(202, '');

  await invokeAt(
    url,
    FUNCTION_ARN,
    {},
    {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    },
  );
  server.close();

  expect(seen).toEqual([
    expect.stringMatching(
      /^\/prefix\/2015-03-31\/functions\/arn%3Aaws.*%3Alive\/invocations .*AKIDEXAMPLE\/\d{8}\/eu-central-1\/.* token$/,
    ),
  ]);
});

test('the signature is that of the Lambda API', async () => {
  const send = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(null, { status: 202 }));
  jest.useFakeTimers({ now: new Date('2026-11-20T12:34:56.789Z') });

  await invokeAt(
    new URL('http://127.0.0.1:4566/prefix'),
    FUNCTION_ARN,
    { Content: 'ünïcode' },
    { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' },
  );
  const { body, headers } = send.mock.calls[0]![1]!;
  jest.useRealTimers();
  send.mockRestore();

  expect(body).toBe('{"Content":"ünïcode"}');
  // the result of an independent implementation of the specification for the same request
  expect(headers).toEqual({
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-central-1/lambda/aws4_request, ' +
      'SignedHeaders=content-type;host;x-amz-date;x-amz-invocation-type;x-amz-security-token, ' +
      'Signature=04184c2c54f929b85791d8a666feddf24eda215ccadb009aa70f0fdb2ddf7c49',
    'content-type': 'application/json',
    'x-amz-date': '20261120T123456Z',
    'x-amz-invocation-type': 'Event',
    'x-amz-security-token': 'token',
  });
});

test.each([
  [404, '{"Message":"Function not found"}', 'responded with 404: Function not found'],
  [403, '{"message":"no permission"}', 'responded with 403: no permission'],
  [502, '<html>', 'responded with 502: <html>'],
  [200, '', 'responded with 200: '],
])('%i with %j means that the function was not reached', async (status, body, message) => {
  const { server, url } = await answering(status, body);

  const call = invokeAt(url, FUNCTION_ARN, {}, {});

  await expect(call).rejects.toThrow(message);
  server.close();
});

test('nobody at the endpoint means that the function was not reached', async () => {
  const { server, url } = await answering(202, '');
  await new Promise((resolve) => server.close(resolve));

  await expect(invokeAt(url, FUNCTION_ARN, {}, {})).rejects.toThrow(/cannot be reached: .*ECONNREFUSED/);
});

test('an endpoint that does not respond can be given up', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const calls = new AbortController();

  const call = invokeAt(url, FUNCTION_ARN, {}, {}, calls.signal);
  setTimeout(() => calls.abort(), 100);

  await expect(call).rejects.toThrow('cannot be reached: This operation was aborted');
  server.closeAllConnections();
  server.close();
});
