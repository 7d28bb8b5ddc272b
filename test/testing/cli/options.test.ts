import { file } from './support';
import { parseOptions } from '../../../testing/cli/options';
import { UsageError } from '../../../testing/cli/usage-error';

test('without options, there are defaults', () => {
  expect(parseOptions([])).toEqual({
    help: false,
    version: false,
    port: 0,
    tls: false,
    allowedOrigins: [],
    inspectPort: undefined,
    region: 'us-east-1',
    account: '111122223333',
    seed: undefined,
    logLevel: 'info',
    functions: [],
    lambdaEndpoint: undefined,
    behavior: {},
    deploy: undefined,
    app: undefined,
    watch: false,
    stubs: undefined,
    environment: undefined,
    parameters: undefined,
    readyFile: undefined,
    json: false,
  });
});

test('functions are named by ARN, or by name in the region and account', () => {
  const arn = 'arn:aws:lambda:eu-central-1:222233334444:function:moderate';
  const args = ['--region', 'eu-central-1', '--account', '222233334444'];

  const byName = parseOptions([...args, '--function', 'moderate=./a=b.js']);
  const byArn = parseOptions(['--function', `${arn}=x.js`, '--function', 'other=y.js']);

  expect(byName.functions).toEqual([{ functionArn: arn, module: './a=b.js' }]);
  expect(byArn.functions.map(({ functionArn }) => functionArn)).toEqual([
    arn,
    'arn:aws:lambda:us-east-1:111122223333:function:other',
  ]);
});

test.each([
  [['--inspect'], 0],
  [['--inspect-port', '8123'], 8123],
  [['--inspect', '--inspect-port', '8123'], 8123],
])('%j asks for the inspector', (args, inspectPort) => {
  expect(parseOptions(args)).toMatchObject({ port: 0, inspectPort });
});

test.each([
  [['all'], 'all'],
  [['AWS::S3::Bucket', 'AWS::DynamoDB::Table'], { types: ['AWS::S3::Bucket', 'AWS::DynamoDB::Table'] }],
])('the stubs %j of a deployed app', (types, stubs) => {
  const args = types.flatMap((type) => ['--stubs', type]);

  expect(parseOptions(['--deploy', 'cdk.out', ...args])).toMatchObject({ deploy: 'cdk.out', stubs });
});

test('stubs with values of their own come from files, beside types', () => {
  const table = { attributes: { StreamArn: 'arn:mine' } };
  const one = file('one.json', JSON.stringify({ types: ['AWS::S3::Bucket'], resources: { Table: table } }));
  const other = file('other.json', JSON.stringify({ resources: { Vpc: { ref: 'vpc-1' } } }));
  const stubsOf = (...values: string[]) =>
    parseOptions(['--deploy', 'cdk.out', ...values.flatMap((value) => ['--stubs', value])]).stubs;

  expect(stubsOf('AWS::SQS::Queue', one, other)).toEqual({
    types: ['AWS::SQS::Queue', 'AWS::S3::Bucket'],
    resources: { Table: table, Vpc: { ref: 'vpc-1' } },
  });
  expect(stubsOf(other, 'all')).toEqual({ types: 'all', resources: { Vpc: { ref: 'vpc-1' } } });
});

test.each([
  ['{', /^--stubs .*\.json: not JSON: /],
  ['[]', /^--stubs .*\.json: the file must be an object, got a list$/],
  ['{"resource":{}}', /\.json: 'resource' of the file is unknown \(did you mean 'resources'\?\)$/],
  [
    '{"types":"AWS::S3::Bucket"}',
    /\.json: 'types' of the file must be 'all' or a list of resource types, got/,
  ],
])('a file of stubs with %s is refused', (content, message) => {
  const parse = () => parseOptions(['--deploy', 'cdk.out', '--stubs', file('stubs.json', content)]);

  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});

test('variables come from the command line and from files, by function', () => {
  const one = file('one.json', '{"*":{"STAGE":"dev"},"Chat/Backend":{"LOG_LEVEL":"debug"}}');
  const environmentOf = (...values: string[]) =>
    parseOptions(['--app', 'x', ...values.flatMap((value) => ['--environment', value])]).environment;

  expect(environmentOf('A=1', one, 'B=x=y.json', 'A=2', 'EMPTY=')).toEqual({
    '*': { A: '2', STAGE: 'dev', B: 'x=y.json', EMPTY: '' },
    'Chat/Backend': { LOG_LEVEL: 'debug' },
  });
});

test.each([
  ['[]', /^--environment .*\.json: the file must be an object, got a list$/],
  [
    '{"A":"1"}',
    /\.json: 'A' must be an object of a function's variables, got '1': for every function, write {"\*":{"A":"1"}}; for one, its logical id or construct path instead of \*$/,
  ],
  ['{"F":{"A":1}}', /\.json: 'A' of 'F' must be a string, got 1$/],
])('a file of variables with %s is refused', (content, message) => {
  const parse = () => parseOptions(['--app', 'x', '--environment', file('variables.json', content)]);

  expect(parse).toThrow(message);
});

test('parameters are passed as for cdk deploy', () => {
  const args = ['--deploy', 'cdk.out', '--parameters', 'Stage=a=b', '--parameters', 'Chat:Name='];

  expect(parseOptions(args).parameters).toEqual({ Stage: 'a=b', 'Chat:Name': '' });
});

test('origins can be allowed, more than one, and written as an address', () => {
  const args = [
    '--tls',
    '--allow-origin',
    'http://localhost:3000',
    '--allow-origin',
    'https://chat.example/',
  ];

  expect(parseOptions(args)).toMatchObject({
    tls: true,
    allowedOrigins: ['http://localhost:3000', 'https://chat.example'],
  });
});

test('single behaviors go over those of the preset', () => {
  const { behavior } = parseOptions([
    ...['--preset', 'strict', '--behavior', 'associateSame=ok'],
    ...['--behavior', 'visibilityDelay=250', '--behavior', 'channelFlowsPerAppInstance=Infinity'],
  ]);

  expect(behavior).toMatchObject({
    associateSame: 'ok',
    untagMissingKey: 'BadRequest',
    visibilityDelay: 250,
    channelFlowsPerAppInstance: Infinity,
  });
});

test.each([
  [['--color'], "unknown option '--color': see --help"],
  [['--prot', '1'], "unknown option '--prot' (did you mean '--port'?): see --help"],
  [['seed.json'], "unexpected argument 'seed.json': to deploy a folder, use --deploy"],
  [['--ready-file', ''], '--ready-file needs a value, got none: see --help'],
  [['--port'], '--port needs a value, got none: see --help'],
  [['--port', '--tls'], '--port needs a value, got none: see --help'],
  [['--allow-origin', '*'], "--allow-origin must be an origin such as http://localhost:3000, got '*'"],
  [['--port', 'http'], "--port must be a number from 0 to 65535, got 'http'"],
  [['--port', '65536'], "--port must be a number from 0 to 65535, got '65536'"],
  [['--inspect-port', '65536'], "--inspect-port must be a number from 0 to 65535, got '65536'"],
  [['--region', 'moon'], "--region must be a region such as us-east-1, got 'moon'"],
  [['--account', '1'], "--account must be twelve digits, got '1'"],
  [['--log-level', 'loud'], "--log-level must be one of silent, error, warn, info, debug, got 'loud'"],
  [['--function', 'moderate'], "--function must be NAME=MODULE, got 'moderate'"],
  [
    ['--function', 'a:live=x.js'],
    /^--function must be for the name or the ARN of a function, without version/,
  ],
  [['--lambda-endpoint', 'localhost:4566'], /^--lambda-endpoint must be an http or https URL/],
  [['--lambda-endpoint', 'http://localhost:4566/?a=b'], /URL without a query, got 'http:.*a=b'$/],
  [['--lambda-endpoint', 'http://localhost:4566/#a'], /URL without a query, got 'http:.*#a'$/],
  [['--deploy', 'cdk.out', '--app', 'x'], /^--deploy and --app must not be passed together/],
  [['--watch'], '--watch needs --deploy or --app, got neither'],
  [
    ['--deploy', 'cdk.out', '--stubs', 'none.json'],
    "--stubs must name a file that can be read, got 'none.json': ENOENT: no such file or directory",
  ],
  [['--stubs', 'all'], '--stubs needs --deploy or --app, got neither'],
  [['--environment', 'A=1'], '--environment needs --deploy or --app, got neither'],
  [['--parameters', 'A=1'], '--parameters needs --deploy or --app, got neither'],
  [
    ['--app', 'x', '--environment', 'A'],
    "--environment must be NAME=VALUE or the path of a .json file, got 'A'",
  ],
  [['--app', 'x', '--parameters', '=1'], "--parameters must be NAME=VALUE or STACK:NAME=VALUE, got '=1'"],
  [['--preset', 'odd'], "--preset must be one of documented-likely, strict, lenient, got 'odd'"],
  [['--behavior', 'strict'], "--behavior must be NAME=VALUE, got 'strict'"],
  [
    ['--behavior', 'toString=1'],
    /^--behavior: there is no behavior 'toString': expected signatures, absentFlow, /,
  ],
  [
    ['--behavior', 'absentFlows=NotFound'],
    "--behavior: there is no behavior 'absentFlows' (did you mean 'absentFlow'?)",
  ],
  [['--behavior', 'visibilityDelay=-1'], "--behavior: 'visibilityDelay' must be a number from 0, got -1"],
  [['--behavior', 'associateSame=no'], "--behavior: 'associateSame' must be one of ok, Conflict, got 'no'"],
])('%j is refused', (args, message) => {
  const parse = () => parseOptions(args);

  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});
