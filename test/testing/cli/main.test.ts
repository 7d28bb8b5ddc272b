import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { ChimeSDKMessagingClient, SendChannelMessageCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { App, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CliProcess, file, isAlive, until } from './support';
import { version } from '../../../package.json';
import { SessionClient } from '../emulator/session-client';

const CHAT = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';
const SEED = {
  appInstances: [
    {
      id: 'chat',
      users: [{ id: 'alice' }, { id: 'bob' }],
      channelFlows: [{ id: 'moderation', processors: [{ function: 'moderate' }] }],
      channels: [{ id: 'general', createdBy: 'alice', members: ['bob'], channelFlow: 'moderation' }],
    },
  ],
};
const MODERATE = `
  const { ChimeSDKMessagingClient, ChannelFlowCallbackCommand } = require('@aws-sdk/client-chime-sdk-messaging');
  exports.handler = async ({ CallbackId, ChannelMessage: { ChannelArn, MessageId, Content } }) => {
    console.log('moderating for', process.env.TEAM);
    await new ChimeSDKMessagingClient({}).send(new ChannelFlowCallbackCommand({
      CallbackId, ChannelArn, ChannelMessage: { MessageId, Content: Content.toUpperCase() },
    }));
  };`;

test('a message to a seeded channel runs through a local module', async () => {
  const module = file('moderate.js', MODERATE);
  const cli = new CliProcess(['--seed', seedFile(), '--function', `moderate=${module}`], { TEAM: 'red' });
  const environment = await cli.ready();
  const bob = await follow(environment, 'bob');

  await send(environment, 'some words');
  await bob.until(() => bob.events.length === 2);

  expect(bob.events[1]!.payload).toMatchObject({ Content: 'SOME WORDS' });
  await until(() => cli.stderr.includes('ChannelFlowCallback 200'));
  expect(cli.stderr).toContain('SendChannelMessage 201');
  expect(cli.stderr).toContain('moderate | moderating for red');
  expect(cli.stderr).toContain('CREATE_CHANNEL_MESSAGE, shown to 2');
  expect(cli.stderr).not.toMatch(/some words/i);
});

test('what the service says of a refused call is in the log, without the content', async () => {
  const cli = new CliProcess(['--seed', seedFile()]);
  const environment = await cli.ready();

  await expect(send(environment, 'some words', { ClientRequestToken: '?!' })).rejects.toThrow();

  await until(() => cli.stderr.includes('SendChannelMessage'));
  expect(cli.stderr).toMatch(
    / info {2}SendChannelMessage 400 BadRequestException: 'ClientRequestToken' must match .*\n/,
  );
  expect(cli.stderr).not.toContain('some words');
});

test('functions without a module are invoked through the Lambda API', async () => {
  const arrived: { method?: string; url?: string; type?: unknown; authorization?: string; body: string }[] =
    [];
  const lambda = createServer((request, response) => {
    const { method, url, headers } = request;
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const type = headers['x-amz-invocation-type'];
      arrived.push({ method, url, type, authorization: headers.authorization, body });
      response.writeHead(arrived.length === 1 ? 202 : 404).end('{"Message":"Function not found"}');
    });
  });
  await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
  const cli = new CliProcess(['--seed', seedFile(), '--lambda-endpoint', endpoint]);
  const environment = await cli.ready();

  await send(environment, 'one');
  await until(() => arrived.length === 1);
  await send(environment, 'two');
  await until(() => cli.stderr.includes('not reached'));
  lambda.close();

  const moderate = 'arn:aws:lambda:us-east-1:111122223333:function:moderate';
  expect(arrived[0]).toMatchObject({
    method: 'POST',
    url: `/2015-03-31/functions/${encodeURIComponent(moderate)}/invocations`,
    type: 'Event',
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=emulator\/\d{8}\/us-east-1\/lambda\/aws4_request, /,
    ),
  });
  expect(JSON.parse(arrived[0]!.body)).toMatchObject({ ChannelMessage: { Content: 'one' } });
  expect(cli.stderr).toContain(
    `processor ${moderate} not reached: ${endpoint} responded with 404: Function not found`,
  );
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it in order, open sessions and all',
  async (signal) => {
    const cli = new CliProcess(['--seed', seedFile(), '--log-level', 'silent']);
    const bob = await follow(await cli.ready(), 'bob');

    const code = await cli.end(signal);
    await bob.closed;

    expect([code, bob.closeCode, cli.stderr]).toEqual([0, 1001, '']);
  },
);

test('a second SIGINT ends it at once, where the first one does not get to its end', async () => {
  const hook = file(
    'hook.cjs',
    "require('node:http').Server.prototype.close = () => console.error('it hangs');",
  );
  const cli = new CliProcess(['--log-level', 'silent'], { NODE_OPTIONS: `--require ${hook}` });
  await cli.ready();

  cli.signal('SIGINT');
  await cli.until(() => cli.stderr.includes('it hangs'));
  const code = await cli.end('SIGINT');

  expect(code).toBe(130);
});

test('what ends it also ends modules that are busy', async () => {
  const { module, pid } = busyModule('exports.handler = () => { tell(); for (;;) {} };');
  const cli = new CliProcess(['--seed', seedFile(), '--function', `moderate=${module}`]);
  await send(await cli.ready(), 'some words');
  await until(() => pid() !== undefined);

  const code = await cli.end('SIGHUP');
  await until(() => !isAlive(pid()!));

  expect(code).toBe(0);
});

test('nothing is left of it, not even modules that are busy, when it is killed', async () => {
  const { module, pid } = busyModule('exports.handler = () => { tell(); for (;;) {} };');
  const cli = new CliProcess(['--seed', seedFile(), '--function', `moderate=${module}`]);
  await send(await cli.ready(), 'some words');
  await until(() => pid() !== undefined);

  await cli.end('SIGKILL');

  await until(() => !isAlive(pid()!));
});

test.each(['SIGKILL', 'SIGTERM'] as const)('what --app synthesized is gone after %s', async (signal) => {
  const app = new App();
  const stack = new Stack(app, 'Chat');
  new StringParameter(stack, 'Parameter', { parameterName: 'topic', stringValue: 'cats' });
  const { directory } = app.synth();
  const note = file('outdir', '');
  const cli = new CliProcess(['--app', `cp -r ${directory}/. "$CDK_OUTDIR" && echo "$CDK_OUTDIR" > ${note}`]);
  await cli.ready();
  const folder = dirname(readFileSync(note, 'utf8').trim());
  const wasThere = existsSync(folder);

  await cli.end(signal);
  await until(() => !existsSync(folder));

  expect([wasThere, basename(folder)]).toEqual([true, expect.stringMatching(/^chime-messaging-app-/)]);
});

test('a module that blocks while it loads is an error that says so', async () => {
  const module = file('moderate.js', 'for (;;) {}');
  const cli = new CliProcess(['--function', `moderate=${module}`]);

  expect(await cli.exited).toBe(2);

  expect(cli.stderr).toBe(
    `chime-messaging-emulator: --function: '${module}' must load within 10 seconds, as in Lambda: ` +
      'do what takes longer in the handler\n',
  );
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s ends it while modules load', async (signal, status) => {
  const { module, pid } = busyModule('tell(); for (;;) {}');
  const cli = new CliProcess(['--function', `moderate=${module}`]);
  await until(() => pid() !== undefined);

  const code = await cli.end(signal);
  await until(() => !isAlive(pid()!));

  expect(code).toBe(status);
});

test('it says where it is, and what to export', async () => {
  const cli = new CliProcess(['--region', 'eu-central-1', '--account', '222233334444']);

  const { AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: endpoint, ...rest } = await cli.ready();

  expect(cli.stdout).toContain(`chime-messaging-emulator is ready at ${endpoint}\n`);
  expect(rest).toEqual({
    AWS_ENDPOINT_URL_CHIME_SDK_IDENTITY: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'emulator',
    AWS_SECRET_ACCESS_KEY: 'emulator',
  });
});

test('--tls says what to trust, to processes that start with it', async () => {
  const cli = new CliProcess(['--tls', '--behavior', 'signatures=ignored', '--log-level', 'silent']);
  const variables = await cli.ready();
  const { AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: endpoint, NODE_EXTRA_CA_CERTS: path } = variables;
  const program =
    'fetch(process.argv[1]).then((r) => console.log(r.status), (e) => console.log(e.cause.code))';
  const fetchWith = async (env: Record<string, string>) =>
    (
      await promisify(execFile)(process.execPath, ['-e', program, `${endpoint}/app-instances`], { env })
    ).stdout.trim();

  const statuses = [await fetchWith(variables), await fetchWith({})];
  const code = await cli.end('SIGTERM');

  expect(endpoint).toMatch(/^https:/);
  expect(statuses).toEqual(['200', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  expect([code, existsSync(path!)]).toEqual([0, false]);
});

test('--inspect serves a page, and ends with the rest', async () => {
  const cli = new CliProcess(['--inspect', '--log-level', 'silent']);
  await cli.ready();
  const url = /^inspector at (http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(cli.stdout)![1]!;

  const page = await fetch(url);
  const text = await page.text();
  const following = await fetch(`${url}events`);
  const code = await cli.end('SIGTERM');

  expect([page.status, following.status, code, cli.stderr]).toEqual([200, 200, 0, '']);
  expect(text).toContain('<title>Chime messaging inspector</title>');
});

test('without --inspect, there is no page', async () => {
  const cli = new CliProcess([]);
  await cli.ready();

  expect(cli.stdout).not.toContain('inspector');
});

test('a port that is taken is an error', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const cli = new CliProcess(['--port', String(port)]);

  const code = await cli.exited;
  taken.close();

  expect([code, cli.stderr]).toEqual([1, `chime-messaging-emulator: port ${port} is in use\n`]);
});

test('a seed that is not valid is an error of one line, and nothing keeps running', async () => {
  const path = file('seed.json', '{ "appInstances": [{ "name": "chat" }] }');
  const cli = new CliProcess(['--seed', path]);

  expect(await cli.exited).toBe(2);

  expect(cli.stderr).toBe(`chime-messaging-emulator: --seed ${path}: 'appInstances[0].id' is required\n`);
});

test('a seed that cannot be read is an error that names the file', async () => {
  const cli = new CliProcess(['--seed', 'nofile.json']);

  expect(await cli.exited).toBe(2);

  expect(cli.stderr).toBe(
    "chime-messaging-emulator: --seed must name a file that can be read, got 'nofile.json': ENOENT: no such file or directory\n",
  );
});

test('a ready file of an earlier run is replaced as a whole', async () => {
  const path = file('ready.json', `${' '.repeat(10_000)}{}`);
  const cli = new CliProcess(['--ready-file', path]);
  const { AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: endpoint } = await cli.ready();
  const note = JSON.parse(readFileSync(path, 'utf8')) as { endpoint: string };

  expect(note.endpoint).toBe(endpoint);
  expect(readdirSync(dirname(path))).toEqual(['ready.json']);
});

test('a ready file is there only while it is true', async () => {
  const path = file('ready.json', '{"endpoint":"http://127.0.0.1:1"}');
  const failing = new CliProcess(['--ready-file', path, '--seed', 'nofile.json']);
  await failing.exited;
  const afterFailure = existsSync(path);
  const cli = new CliProcess(['--ready-file', path]);
  await cli.ready();
  const whileItRuns = existsSync(path);

  await cli.end('SIGTERM');

  expect([afterFailure, whileItRuns, existsSync(path)]).toEqual([false, true, false]);
});

test('a ready file that another run has replaced stays', async () => {
  const path = file('ready.json', '');
  const cli = new CliProcess(['--ready-file', path]);
  await cli.ready();
  writeFileSync(path, '{"endpoint":"http://127.0.0.1:1"}');

  await cli.end('SIGTERM');

  expect(existsSync(path)).toBe(true);
});

test('a ready file that cannot be written is an error before anything is started', async () => {
  const folder = dirname(file('seed.json', '{}'));
  const nowhere = new CliProcess(['--ready-file', '/nodir/ready.json', '--seed', 'nofile.json']);
  const onFolder = new CliProcess(['--ready-file', folder]);

  expect([await nowhere.exited, await onFolder.exited]).toEqual([2, 2]);

  const rule = 'chime-messaging-emulator: --ready-file must name a file that can be written, got';
  expect(nowhere.stderr).toBe(`${rule} '/nodir/ready.json': ENOENT: no such file or directory\n`);
  expect(onFolder.stderr).toBe(`${rule} '${folder}': it is a folder\n`);
});

test.each([
  ['no handler', 'exports.handle = () => {};', "' must export a function named handler\n"],
  ['an error', 'throw new RangeError("odd");', "' cannot be loaded: RangeError: odd\n"],
])('a module with %s is an error before anything is sent', async (_, content, message) => {
  const module = file('moderate.js', content);
  const cli = new CliProcess(['--function', `moderate=${module}`]);

  expect(await cli.exited).toBe(2);

  expect(cli.stderr).toBe(`chime-messaging-emulator: --function: '${module}${message}`);
});

test('a region that does not have the service is worth a warning', async () => {
  const here = new CliProcess(['--region', 'eu-central-1']);
  const elsewhere = new CliProcess(['--region', 'eu-west-1']);
  await Promise.all([here.ready(), elsewhere.ready()]);

  expect(here.stderr).toBe('');
  expect(elsewhere.stderr).toContain(
    'Amazon Chime SDK messaging is available only in us-east-1 and eu-central-1, not in eu-west-1',
  );
});

test('a function that no flow names, and a flow whose function was not passed, are worth a warning each', async () => {
  const module = file('moderate.js', MODERATE);
  const fitting = new CliProcess(['--seed', seedFile(), '--function', `moderate=${module}`]);
  const mistyped = new CliProcess(['--seed', seedFile(), '--function', `moderat=${module}`]);
  const later = new CliProcess(['--function', `moderate=${module}`]);
  const elsewhere = new CliProcess(['--seed', seedFile(), '--lambda-endpoint', 'http://localhost:4566']);
  const all = [fitting, mistyped, later, elsewhere];
  await Promise.all(all.map((cli) => cli.ready()));
  await until(() => mistyped.stderr.includes('--lambda-endpoint'));

  const warnings = all.map(({ stderr }) => stderr.match(/(?<= warn {2}).*/g));

  expect(warnings).toEqual([
    null,
    [
      "--function: no channel flow has a processor 'arn:aws:lambda:us-east-1:111122223333:function:moderat'",
      "channel flow 'moderation' has the processor 'arn:aws:lambda:us-east-1:111122223333:function:moderate', " +
        'which does not run here: pass its module with --function, or its endpoint with --lambda-endpoint',
    ],
    null,
    null,
  ]);
});

test.each([
  ['--help', /^Amazon Chime SDK messaging.*--lambda-endpoint URL/s],
  ['--version', new RegExp(`^${version}\n$`)],
])('%s responds and ends', async (option, expected) => {
  const cli = new CliProcess([option]);

  expect(await cli.exited).toBe(0);

  expect(cli.stdout).toMatch(expected);
});

function seedFile(): string {
  return file('seed.json', JSON.stringify(SEED));
}

/** A module that reports the id of its process. */
function busyModule(source: string): { module: string; pid: () => number | undefined } {
  const module = file(
    'busy.js',
    `const tell = () => require('node:fs').writeFileSync(__filename + '.pid', process.pid + ';'); ${source}`,
  );
  const pid = () => {
    const path = `${module}.pid`;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return text.endsWith(';') ? parseInt(text, 10) : undefined;
  };
  return { module, pid };
}

async function follow(environment: Record<string, string>, userId: string): Promise<SessionClient> {
  const endpoint = environment.AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING!;
  const client = await SessionClient.connect(endpoint, {
    userArn: `${CHAT}/user/${userId}`,
    sessionId: 'session',
  });
  await client.until(() => client.events.length > 0);
  return client;
}

async function send(environment: Record<string, string>, Content: string, more: object = {}): Promise<void> {
  const client = new ChimeSDKMessagingClient({
    endpoint: environment.AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const message = { ChannelArn: `${CHAT}/channel/general`, ChimeBearer: `${CHAT}/user/alice`, Content };
  const whole = { ...message, Type: 'STANDARD', Persistence: 'PERSISTENT', ...more } as const;
  try {
    await client.send(new SendChannelMessageCommand(whole));
  } finally {
    client.destroy();
  }
}
