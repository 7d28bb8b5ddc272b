import { functionOf, lonelyLambda } from './one-function';
import type { FunctionConfiguration, LocalLambda } from '../../../../testing/cloud/lambda';

let lambda: LocalLambda;

beforeEach(() => {
  lambda = lonelyLambda();
});

afterEach(() => lambda.shutDown());

/** The result of a Python function, or its error, and its output. */
async function run(source: string, more: Partial<FunctionConfiguration> = {}) {
  lambda.create({ ...functionOf(source, 'python3.12'), ...more });
  const { payload, requestId } = await lambda.invoke('f', {});
  return { payload, requestId, lines: lambda.logsOf('f').lines };
}

/** The source of a one-line handler, after the modules that it needs. */
const handler = (modules: string, expression: string) =>
  `import ${modules}\ndef handler(event, context):\n  return ${expression}\n`;

// https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
test('what a logger lets through is logged with its level, time and request, as in CloudWatch', async () => {
  const source = `
import logging
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
  logging.debug("not this")
  logging.getLogger("chat").info("hello")
  logging.warning("careful")
`;

  const { requestId, lines } = await run(source);

  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^\\[INFO\\]\t${time}\t${requestId}\thello$`)),
    expect.stringMatching(new RegExp(`^\\[WARNING\\]\t${time}\t${requestId}\tcareful$`)),
  ]);
});

test('logging.basicConfig() does nothing, because the root logger has a handler', async () => {
  const { lines } = await run(
    handler('logging\nlogging.basicConfig(level=logging.DEBUG)', 'logging.debug("hello")'),
  );

  expect(lines).toEqual([]);
});

test.each([
  ['the bytes below', `sys.stdout.buffer.write(b'hello\\n')`],
  ['several lines', `sys.stdout.writelines(['hel', 'lo\\n'])`],
  ['a program that writes to the same', `subprocess.run(['echo', 'hello'], stdout=sys.stdout)`],
  ['output that is configured', `[sys.stdout.reconfigure(line_buffering=True), print('hello')]`],
  ['the context', `context.log('hello\\n')`],
])('the standard output has what that of Lambda has: %s', async (_, expression) => {
  const { lines } = await run(handler('subprocess, sys', `(${expression}) and None`));

  expect(lines).toEqual(['hello']);
});

test('a number from DynamoDB can be returned', async () => {
  const { payload } = await run(handler('decimal', "[decimal.Decimal('1.50'), decimal.Decimal(3)]"));

  expect(payload).toEqual([1.5, 3]);
});

test.each([
  ['{1, 2}', 'Object of type set is not JSON serializable'],
  ["float('nan')", 'Out of range float values are not JSON compliant'],
])('a result that is no JSON is told as Lambda does: %s', async (expression, message) => {
  const { payload, lines } = await run(handler('sys', expression));

  expect(payload).toMatchObject({
    errorType: 'Runtime.MarshalError',
    errorMessage: expect.stringContaining(`Unable to marshal response: ${message}`) as string,
  });
  expect(lines).toHaveLength(1);
});

test.each([
  [
    'import absent\n',
    "[ERROR] Runtime.ImportModuleError: Unable to import module 'index': No module named 'absent'",
    '    import absent',
  ],
  [
    'def handler(event, context):\n  return (\n',
    "[ERROR] Runtime.UserCodeSyntaxError: Syntax error in module 'index': '(' was never closed (index.py, line 2)",
    '      return (',
  ],
  [
    "open('/nowhere')\n",
    "[ERROR] FileNotFoundError: [Errno 2] No such file or directory: '/nowhere'",
    "    open('/nowhere')",
  ],
  ['other = 1\n', "[ERROR] Runtime.HandlerNotFound: Handler 'handler' missing on module 'index'", undefined],
])('says why a module is not loaded as Lambda does: %s', async (source, first, last) => {
  const { lines } = await run(source);

  expect(lines[0]).toBe(first);
  expect(
    lines
      .slice(1)
      .filter((line) => !/^ +[~^]+$/.test(line))
      .at(-1),
  ).toBe(last);
});

test('a handler without a module is told', async () => {
  const { payload } = await run('', { handler: 'handler' });

  expect(payload).toMatchObject({ errorType: 'Runtime.MalformedHandlerName' });
});

test('the context of an invocation without a client has no client context, and no identity', async () => {
  const { payload } = await run(
    handler('sys', '[context.client_context, context.identity.cognito_identity_id]'),
  );

  expect(payload).toEqual([null, null]);
});

// Lambda starts the runtime itself, wherever the function looks for programs
test('a function that sets PATH runs on the python3 of this machine, too', async () => {
  const { payload } = await run(handler('os', 'os.environ["PATH"]'), { environment: { PATH: '/nowhere' } });

  expect(payload).toBe('/nowhere');
});
