import { request } from 'node:http';
import { LocalStacks } from './local-stacks';
import { functionResource } from './provider';

const stacks = new LocalStacks();

const ENDPOINTS = `exports.handler = async (event) => {
  console.log('invoked by ' + (event.by ?? 'a test'));
  return [process.env.AWS_ENDPOINT_URL, process.env.AWS_ENDPOINT_URL_CLOUDFORMATION];
};`;

/** A deployed function, which knows where the services of other functions are. */
async function deployed() {
  const { functions } = await stacks.deploy({ Resources: { Reader: functionResource(ENDPOINTS) } });
  const { payload } = await functions.invoke('Reader', {});
  const [services, cloudFormation] = payload as [string, string];
  const { functionName } = functions.all[0]!;
  return { functions, services, cloudFormation, invoke: `/2015-03-31/functions/${functionName}/invocations` };
}

/** Sends a request that a page can send without a preflight. */
async function post(
  endpoint: string,
  path: string,
  headers: Record<string, string>,
  body = '{ "by": "a website" }',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(endpoint + path, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      const done = () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() });
      response.on('end', done);
    });
    sent.on('error', reject).end(body);
  });
}

test.each([
  [{ host: 'evil.example' }],
  [{ origin: 'https://evil.example' }],
  [{ origin: 'null' }],
  [{ 'sec-fetch-site': 'cross-site' }],
])('a website with %j can neither invoke functions nor read the state of a stack', async (headers) => {
  const { functions, services, cloudFormation, invoke } = await deployed();
  const authorization = 'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/cloudformation/aws4_request';
  const query = 'Action=DescribeStacks';

  const invoked = await post(services, invoke, { ...headers, 'content-type': 'text/plain' });
  const described = await post(cloudFormation, '/', { ...headers, authorization }, query);

  expect([invoked.status, described.status]).toEqual([403, 403]);
  expect(JSON.parse(invoked.body)).toMatchObject({ __type: 'AccessDeniedException' });
  expect(described.body).toContain('the header ');
  expect(functions.logs('Reader')).toEqual(['invoked by a test']);
});

test.each([
  ['/2015-03-31/functions/%E0%A4%A/invocations', '{}', 'the path is not properly encoded'],
  ['/%zz/key', '', 'the path is not properly encoded'],
  [undefined, '{', 'Could not parse request body into json'],
])('a malformed call (%s, body %j) gets an error', async (path, body, message) => {
  const { services, invoke } = await deployed();

  const response = await post(services, path ?? invoke, {}, body);

  expect(response).toEqual({ status: 400, body: expect.stringContaining(message) });
});
