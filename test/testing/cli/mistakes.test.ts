/** The errors for common mistakes: one sentence that says what is wrong, and what to do. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { CliProcess, file } from './support';

const NODE = `'${process.execPath}' -e`;
const ROLE = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } };
const HANDLER = 'exports.handler = () => {};';

/** The folder of a cloud assembly with one stack, of this template and artifact. */
function assemblyOf(template: object, more: object = {}): string {
  const manifest = file('manifest.json', '');
  const folder = dirname(manifest);
  writeFileSync(
    join(folder, 'Chat.template.json'),
    JSON.stringify({ Resources: { Role: ROLE }, ...template }),
  );
  const artifact = {
    type: 'aws:cloudformation:stack',
    properties: { templateFile: 'Chat.template.json' },
    ...more,
  };
  writeFileSync(manifest, JSON.stringify({ version: '36.0.0', artifacts: { Chat: artifact } }));
  return folder;
}

function assembly(
  Resources: Record<string, object>,
  environment = 'aws://unknown-account/unknown-region',
): string {
  return assemblyOf({ Resources }, { environment });
}

function damaged(folder: string): string {
  rmSync(join(folder, 'Chat.template.json'));
  return folder;
}

const lambda = (properties: object): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Code: { ZipFile: HANDLER }, ...properties },
});
const custom = (code: string): Record<string, object> => ({
  Role: ROLE,
  Provider: lambda({ Code: { ZipFile: code }, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
  Custom: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } } },
});

test.each<[string, () => string[], string | RegExp]>([
  [
    'the folder to deploy is not there',
    () => ['--deploy', 'cdk.oot'],
    /'.*cdk\.oot' has no manifest\.json: pass the folder that 'cdk synth' writes, by default cdk\.out$/,
  ],
  [
    'the folder to deploy is no assembly',
    () => ['--deploy', 'docs'],
    /'.*docs' has no manifest\.json: pass the folder that 'cdk synth' writes/,
  ],
  [
    'the program of the app is not there',
    () => ['--app', 'npx-tsx app.ts'],
    /^--app: 'npx-tsx app\.ts' must exit with code 0, got 127: .*not found$/,
  ],
  [
    'the app throws',
    () => ['--app', `${NODE} "throw new RangeError('odd')"`],
    /^--app: '.*' must exit with code 0, got 1: RangeError: odd$/,
  ],
  [
    'the app says nothing',
    () => ['--app', 'exit 3'],
    "--app: 'exit 3' must exit with code 0, got 3: it wrote nothing",
  ],
  [
    'a construct of the AWS CDK refuses its properties',
    () => [
      '--app',
      `${NODE} "console.error('«EmptyName» Names must not be empty\\n    at app.ts:1:1'); process.exit(1)"`,
    ],
    /^--app: '.*' must exit with code 0, got 1: «EmptyName» Names must not be empty$/,
  ],
  [
    'the variable with the command is not set',
    () => ['--app', ''],
    '--app needs a value, got none: see --help',
  ],
  [
    'the app is the CLI of the AWS CDK',
    () => ['--app', 'true npx cdk synth'],
    /got no manifest\.json in CDK_OUTDIR: pass the command that cdk\.json has as app, or the folder that the CLI writes with --deploy$/,
  ],
  [
    'the folder stands without its option',
    () => ['cdk.out'],
    "unexpected argument 'cdk.out': to deploy a folder, use --deploy",
  ],
  [
    'the app does not synthesize',
    () => ['--app', `${NODE} 1`],
    /^--app: '.*' must synthesize an AWS CDK app, got no manifest\.json .*: does it call app\.synth\(\)\?$/,
  ],
  [
    'a resource does not run here',
    () => ['--deploy', assembly({ T: { Type: 'AWS::DynamoDB::Table' } })],
    /^stack Chat has resources that do not run locally: AWS::DynamoDB::Table \(T\); to deploy the others, .* set 'stubs' \(for the command, --stubs all or --stubs AWS::DynamoDB::Table\) to 'all' or to/,
  ],
  [
    'an attribute is newer than the command',
    () => [
      '--deploy',
      assemblyOf({
        Resources: { T: { Type: 'AWS::DynamoDB::Table' } },
        Outputs: { Newest: { Value: { 'Fn::GetAtt': ['T', 'Newest'] } } },
      }),
    ],
    /^stack Chat: Template error: resource T does not support attribute type Newest .*; for a newer attribute, set 'stubs' \(for the command, --stubs FILE\.json with this content\) to {"resources":{"T":{"attributes":{"Newest":"…"}}}}, which stubs the resource$/,
  ],
  [
    'a type to stub is none',
    () => ['--deploy', assembly({ Role: ROLE }), '--stubs', 'DynamoDB'],
    "'types' of 'stubs' must be resource types of CloudFormation such as AWS::DynamoDB::Table, got 'DynamoDB'",
  ],
  [
    'a stack is for another Region',
    () => ['--deploy', assembly({ Role: ROLE }, 'aws://111122223333/eu-central-1')],
    /^stack Chat is bound to account 111122223333, region eu-central-1, but the emulator is started for account 111122223333, region us-east-1: pass them to ChimeMessagingEmulator\.start\(\) \(--account and --region\), and for several environments deploy one stage \(--deploy cdk\.out\/assembly-STAGE for the command\) at a time$/,
  ],
  [
    'constructs report errors',
    () => [
      '--deploy',
      assemblyOf({}, { metadata: { '/Chat/Flow': [{ type: 'aws:cdk:error', data: 'no name' }] } }),
    ],
    'stack Chat has errors: Chat/Flow: no name',
  ],
  [
    'a parameter has no value',
    () => ['--deploy', assemblyOf({ Parameters: { Stage: { Type: 'String' } } })],
    "stack Chat: parameters without a value: Stage: give each a default, or pass its value as 'parameters' (--parameters for the command)",
  ],
  [
    'a variable is for a function that is not there',
    () => [
      '--deploy',
      assembly({ F: lambda({ Role: 'arn:aws:iam::111122223333:role/f' }) }),
      '--environment',
      file('environment.json', '{"Z":{"A":"1"}}'),
    ],
    /^'environment' must name functions of Chat, got 'Z'$/,
  ],
  [
    'a parameter is none',
    () => ['--deploy', assembly({ Role: ROLE }), '--parameters', 'Stage=dev'],
    "'parameters' must name parameters of Chat, got 'Stage'",
  ],
  [
    'a parameter is for an app without resources',
    () => ['--deploy', assembly({}), '--parameters', 'Stage=dev'],
    "'parameters' must name parameters of the app, whose stacks have no resources, got 'Stage'",
  ],
  [
    'an export is not there',
    () => [
      '--deploy',
      assembly({
        R: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: { 'Fn::ImportValue': 'Base' } } },
      }),
    ],
    /^stack Chat could not be created: R: no stack exports 'Base' \(ROLLBACK_COMPLETE\)$/,
  ],
  [
    'a custom resource is for a topic',
    () => [
      '--deploy',
      assembly({
        Thing: {
          Type: 'Custom::Thing',
          Properties: { ServiceToken: 'arn:aws:sns:us-east-1:111122223333:t' },
        },
      }),
    ],
    /: the custom resource of an Amazon SNS topic does not run locally; to stub it, set 'stubs' \(for the command, --stubs Custom::Thing\) to/,
  ],
  [
    'a stack is for another Region, whatever its account',
    () => ['--deploy', assembly({ Role: ROLE }, 'aws://unknown-account/eu-central-1')],
    /^stack Chat is bound to region eu-central-1, but the emulator is started for account/,
  ],
  [
    'a template is missing',
    () => ['--deploy', damaged(assembly({ Role: ROLE }))],
    /^'.*' is not a complete cloud assembly, 'Chat\.template\.json' is missing: synthesize the app again$/,
  ],
  [
    'a runtime does not run here',
    () => ['--deploy', assembly({ F: lambda({ Runtime: 'java21' }) })],
    /resources that do not run locally: AWS::Lambda::Function, of runtime java21 \(F\); to deploy the others/,
  ],
  [
    'a reference leads nowhere',
    () => ['--deploy', assembly({ Role: { ...ROLE, DependsOn: 'Rule' } })],
    'Unresolved resource dependencies [Rule] in the Resources block of the template (in Role)',
  ],
  [
    'a client is missing',
    () => ['--deploy', assembly(custom("require('@aws-sdk/client-kms')"))],
    /Custom: .* Cannot find module '@aws-sdk\/client-kms': .* run 'npm install --save-dev @aws-sdk\/client-kms' beside your app/,
  ],
  [
    'a module is not there',
    () => ['--function', 'moderate=moderate.mjs'],
    "--function: there is no module 'moderate.mjs'",
  ],
  [
    'a module is in no language that runs here',
    () => ['--function', `moderate=${file('moderate.rb', '')}`],
    /^--function: the module must be a JavaScript, TypeScript or Python file, got '.*moderate\.rb'$/,
  ],
  [
    'a module has no handler',
    () => ['--function', `moderate=${file('moderate.cjs', '')}`],
    /^--function: '.*moderate\.cjs' must export a function named handler$/,
  ],
  [
    'a module does not compile',
    () => ['--function', `moderate=${file('moderate.ts', 'const = 1')}`],
    /^--function: '.*moderate\.ts' must compile, got .*moderate\.ts:1:6: ERROR: Expected identifier/,
  ],
  [
    'a client of a module is missing',
    () => ['--function', `moderate=${file('moderate.cjs', "require('@aws-sdk/client-kms')")}`],
    /^--function: '.*moderate\.cjs' cannot be loaded: .*run 'npm install --save-dev @aws-sdk\/client-kms' beside your app$/,
  ],
  [
    'a behavior is mistyped',
    () => ['--behavior', 'absentFlows=NotFound'],
    "--behavior: there is no behavior 'absentFlows' (did you mean 'absentFlow'?)",
  ],
  [
    'a behavior is unlike any',
    () => ['--behavior', 'speed=fast'],
    /^--behavior: there is no behavior 'speed': expected signatures, absentFlow, .*associateAuthorizedOn$/,
  ],
  [
    'an option is mistyped',
    () => ['--depoly', 'cdk.out'],
    "unknown option '--depoly' (did you mean '--deploy'?): see --help",
  ],
  [
    'a seed is not there',
    () => ['--seed', 'sead.json'],
    /^--seed must name a file that can be read, got 'sead\.json': ENOENT: no such file or directory$/,
  ],
  [
    'a ready file is a folder',
    () => ['--ready-file', 'docs'],
    "--ready-file must name a file that can be written, got 'docs': it is a folder",
  ],
])('%s', async (_, args, sentence) => {
  const cli = new CliProcess(args());

  expect([1, 2]).toContain(await cli.exited);

  const [told, ...more] = cli.stderr
    .split('\n')
    .filter((line) => line.startsWith('chime-messaging-emulator: '));
  expect(more).toEqual([]);
  expect(told!.replace('chime-messaging-emulator: ', '')).toMatch(sentence);
});

test.each([
  [
    'Go',
    'panic: no flow\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/chat.go:9 +0x1d\nexit status 2',
    'panic: no flow',
  ],
  [
    'Go, of an error that is thrown again',
    'panic: no flow [recovered]\n\tpanic: no flow\n\ngoroutine 1 [running]:\nmain.main()\nexit status 2',
    'panic: no flow [recovered]',
  ],
  [
    'Java',
    'Exception in thread "main" java.lang.IllegalStateException: no flow\n\tat a.A.main(A.java:3)\n\tat b\n\tat c',
    'Exception in thread "main" java.lang.IllegalStateException: no flow',
  ],
  [
    'Java, without a message',
    'Exception in thread "main" java.lang.NullPointerException\n\tat a.A.main(A.java:3)\n\tat b\n\tat c',
    'Exception in thread "main" java.lang.NullPointerException',
  ],
  [
    'C#',
    'Unhandled exception. System.InvalidOperationException: no flow\n   at A.Main()\n   at B\n   at C',
    'Unhandled exception. System.InvalidOperationException: no flow',
  ],
  [
    'Python',
    'Traceback (most recent call last):\n  File "app.py", line 3, in <module>\n    main()\nValueError: no flow\n',
    'ValueError: no flow',
  ],
  [
    'Python, whose constructs are invalid',
    'Traceback (most recent call last):\n  File "app.py"\nRuntimeError: Validation failed with the following errors:\n  [S/A] no\n  [S/B] no',
    'RuntimeError: Validation failed with the following errors: [S/A] no [S/B] no',
  ],
  [
    'TypeScript, whose constructs are invalid',
    'Error: Validation failed with the following errors:\n  [S/A] no\n    at synth (app.js:1:1)\n    at main (app.js:2:2)',
    'Error: Validation failed with the following errors: [S/A] no',
  ],
  [
    'TypeScript, of several lines',
    'throw new Error();\n^\n\nError: no flow,\nnowhere\n    at main (app.js:2:2) {\n  code: 1\n}\n\nNode.js v20.20.2',
    'Error: no flow, nowhere',
  ],
])('the error of an app in %s says why', async (_, output, reason) => {
  const said = file('said.txt', output);
  const app = `cat '${said}' >&2; exit 2`;
  const cli = new CliProcess(['--app', app, '--log-level', 'silent']);

  expect(await cli.exited).toBe(2);

  expect(cli.stderr).toBe(
    `chime-messaging-emulator: --app: '${app}' must exit with code 0, got 2: ${reason}\n`,
  );
});

test('an app that says why above a stack trace is quoted', async () => {
  const program = "console.error('✘ Expected a semicolon\\n    at a\\n    at b\\n    at c'); process.exit(1)";
  const cli = new CliProcess(['--app', `${NODE} "${program}"`]);

  expect(await cli.exited).toBe(2);

  expect(cli.stderr).toMatch(/error app \| ✘ Expected a semicolon\n/);
});

test('a port is in use', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const ports = ['--port', '--inspect-port'].map(
    (option) => new CliProcess([option, String(port), '--app', 'exit 3']), // this is not run anymore
  );

  const codes = await Promise.all(ports.map((cli) => cli.exited));
  taken.close();

  const sentence = `chime-messaging-emulator: port ${port} is in use\n`;
  expect([codes, ...ports.map(({ stderr }) => stderr)]).toEqual([[1, 1], sentence, sentence]);
});

test('what constructs warn of is told once, also in stages and in files of their own', async () => {
  const warning = (data: string) => [{ type: 'aws:cdk:warning', data }];
  const folder = assemblyOf(
    {},
    { metadata: { '/Chat/Flow': [...warning('no tags'), ...warning('no tags')] } },
  );
  const stage = assemblyOf(
    {},
    {
      additionalMetadataFile: 'more.json',
      properties: { templateFile: 'Chat.template.json', stackName: 'Other' },
    },
  );
  writeFileSync(join(stage, 'more.json'), JSON.stringify({ '/Stage/Other': warning('old runtime') }));
  cpSync(stage, join(folder, 'assembly-Stage'), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { artifacts: object };
  const nested = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } };
  const artifacts = { ...manifest.artifacts, Stage: nested };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, artifacts }));
  const cli = new CliProcess(['--deploy', folder]);

  await cli.ready();

  expect(cli.stderr.match(/warn .*/g)).toEqual([
    'warn  Chat/Flow: no tags',
    'warn  Stage/Other: old runtime',
  ]);
});

test('an app that looks up values in AWS is told that it has dummies', async () => {
  const folder = assembly({ Role: ROLE });
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as object;
  const missing = [{ key: 'vpc-provider:isDefault=true', provider: 'vpc-provider', props: {} }];
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, missing }));
  const cli = new CliProcess(['--deploy', folder]);

  await cli.ready();

  expect(cli.stderr).toMatch(
    /warn +the app looks up values in AWS that cdk\.context\.json does not have, and goes on with dummies: vpc-provider:isDefault=true; run/,
  );
});
