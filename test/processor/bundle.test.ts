import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSync, type BuildOptions } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'processor-'));

afterAll(() => rmSync(folder, { recursive: true }));

const FIRST_PROCESSOR = `
  import { allow, channelFlowProcessor, deny } from ${JSON.stringify(resolve('processor'))};
  export const handler = channelFlowProcessor(({ content }) => (content.includes('spam') ? deny() : allow()));
`;

/** Bundles a processor like NodejsFunction: the SDK stays external, unless the options change that. */
function bundle(source: string, format: 'cjs' | 'esm', name: string, options: BuildOptions = {}): string {
  const outfile = join(folder, name);
  buildSync({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    alias: { 'cdk-chime-sdk-messaging/processor': resolve('processor') },
    external: ['@aws-sdk/*'],
    outfile,
    ...options,
  });
  return outfile;
}

const RUN = `
  import { pathToFileURL } from 'node:url';
  const { handler } = await import(pathToFileURL(process.argv[2]));
  const appInstance = 'arn:aws:chime:us-east-1:111122223333:app-instance/i';
  const ChannelMessage = {
    MessageId: 'm1', ChannelArn: appInstance + '/channel/c', Content: 'spam', Sender: { Arn: appInstance + '/user/u' },
  };
  const event = { EventType: 'CHANNEL_MESSAGE_EVENT', CallbackId: 'c'.repeat(36), ChannelMessage };
  const lambdaContext = { awsRequestId: 'r', getRemainingTimeInMillis: () => 20000 };
  await handler(event, lambdaContext).then(
    ({ action, attempts, refusal }) => console.log(['settled:', action, attempts, refusal].join(' ')),
    ({ message }) => console.log('failed: ' + message),
  );
`;

/** Resolves when the connection of a callback without a response is closed. */
let hungUp: Promise<unknown>;

/** Ways to respond to a callback, after it has arrived. */
const answers = {
  ok: (_, response) => response.setHeader('content-type', 'application/json').end('{}'),
  silence: ({ socket }) => void (hungUp = once(socket, 'close')),
  okOnceHungUp: (request, response) => void hungUp.then(() => answers.ok(request, response)),
  reset: (request) => request.socket.destroy(),
  brokenOff: (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"Call', () => request.socket.destroy());
  },
  used: (_, response) =>
    response
      .writeHead(403, { 'x-amzn-errortype': 'ForbiddenException' })
      .end('{"Code":"Forbidden","Message":"You do not have sufficient access to perform this action."}'),
} satisfies Record<string, RequestListener>;

/** Runs the handler in its own process, and returns its output and the requests that the service received. */
async function run(file: string, environment: NodeJS.ProcessEnv, ...script: (keyof typeof answers)[]) {
  const requests: { path?: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      requests.push({ path: request.url, body: JSON.parse(body) });
      const answer: RequestListener = answers[script.shift() ?? 'ok'];
      answer(request, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const runner = `${file}.run.mjs`;
  writeFileSync(runner, RUN);
  const env = {
    AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...environment,
  };
  const options = { cwd: folder, env, timeout: 30_000 };
  const { stdout } = await promisify(execFile)(process.execPath, [runner, file], options).finally(() => {
    server.close();
    server.closeAllConnections();
  });
  return { stdout, requests };
}

test.each(['cjs', 'esm'] as const)(
  'the runtime adds at most 9 kB to a processor that is written by hand, as %s',
  (format) => {
    const sizeOf = (name: string) => {
      const source = readFileSync(`benchmarks/programs/processors/${name}.ts`, 'utf8');
      return statSync(bundle(source, format, `${name}.${format}`)).size;
    };
    const added = sizeOf('library') - sizeOf('hand-written');

    expect(added).toBeGreaterThan(1_000);
    expect(added).toBeLessThanOrEqual(9_000);
  },
);

test('deciders and their chain leave out the runtime, save its import of the SDK', () => {
  const decisions = `export { allow, chain, deny, update } from ${JSON.stringify(resolve('processor'))};`;
  expect(statSync(bundle(decisions, 'esm', 'decisions.mjs')).size).toBeLessThan(5_300);
});

test('a CommonJS bundle finds the SDK where the Lambda runtime keeps it', async () => {
  const file = bundle(FIRST_PROCESSOR, 'cjs', 'runtime.cjs');
  const { stdout, requests } = await run(file, { NODE_PATH: resolve('node_modules') });

  expect(stdout).toContain('settled: deny');
  expect(requests).toMatchObject([{ body: { CallbackId: 'c'.repeat(36), DeleteResource: true } }]);
  expect(requests[0]?.path).toMatch(/^\/channels\/.*%2Fchannel%2Fc\?operation=channel-flow-callback$/);
});

test('a bundle may have the SDK in it', async () => {
  const file = bundle(FIRST_PROCESSOR, 'cjs', 'whole.cjs', { external: [] });
  const { stdout } = await run(file, {});

  expect(stdout).toContain('settled: deny');
});

test('an ESM bundle imports the SDK that is installed beside it', async () => {
  const file = bundle(FIRST_PROCESSOR, 'esm', 'beside.mjs');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const { stdout } = await run(file, {});

  expect(stdout).toContain('settled: deny');
});

test('a callback is sent again when the connection or its response is lost', async () => {
  const file = bundle(FIRST_PROCESSOR, 'cjs', 'lost.cjs');
  const { stdout, requests } = await run(
    file,
    { NODE_PATH: resolve('node_modules') },
    'reset',
    'brokenOff',
    'used',
  );

  expect(stdout).toContain('settled: deny 3 Forbidden');
  expect(requests[1]).toEqual(requests[0]);
  expect(requests[2]).toEqual(requests[0]);
});

test('a connection that hangs is closed, and the callback sent by another one', async () => {
  const file = bundle(FIRST_PROCESSOR, 'cjs', 'hung.cjs');
  const environment = { NODE_PATH: resolve('node_modules') };
  const { stdout, requests } = await run(file, environment, 'silence', 'okOnceHungUp');

  expect(stdout).toContain('settled: deny 2');
  expect(requests).toHaveLength(2);
});
