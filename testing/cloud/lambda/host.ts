/**
 * The program of a Node.js Lambda function. It starts in its own process with the function's environment, loads the
 * handler once, and runs it for each event that its parent sends. It ends with its parent.
 */
import { existsSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { pathToFileURL } from 'node:url';
import { FunctionClock } from './function-clock';
import { LAYERS_VARIABLE } from './layers';
import type { FunctionError, HostMessage, InvokeMessage, MessageToHost } from './messages';
import { nameMissingClients } from './missing-client';
import {
  HOOK_URL,
  resolveDynamicImportsThroughNodePath,
  resolveModulesThroughNodePath,
} from './module-resolution';
import { answerByTlsAsWell } from './response-tls';

/** The folder with the contents of the function's layers, if it has any. */
const layers = process.env[LAYERS_VARIABLE];

/** Whether the clock that this process follows was told that the function does nothing until a timer fires. */
let isWaiting = false;

const clock = new FunctionClock(wake);

type Handler = (
  event: unknown,
  context: object,
  callback: (error: unknown, result?: unknown) => void,
) => unknown;

function send(message: HostMessage, sent = () => {}): void {
  if (process.connected) process.send?.(message, sent);
}

function fail(error: FunctionError): void {
  send({ type: 'error', error }, () => process.exit(1));
}

function describe(thrown: unknown): FunctionError {
  if (thrown instanceof Error) {
    const trace = thrown.stack?.split('\n').filter((line) => !line.includes(HOOK_URL));
    return { errorType: thrown.name, errorMessage: thrown.message, trace };
  }
  return { errorType: typeof thrown, errorMessage: typeof thrown === 'string' ? thrown : textOf(thrown) };
}

function textOf(thrown: unknown): string {
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return typeof thrown === 'object' ? 'an object that is not JSON' : String(thrown); // bigint
  }
}

/**
 * Handlers are named `path/to/file.export`; the file can be CommonJS or an ES module. Here, the name can also include
 * the file extension.
 */
async function load(name: string): Promise<Handler> {
  const [, path, exported] = /^(.*)\.([^./]+)$/.exec(name) ?? [];
  if (path === undefined || exported === undefined) {
    throw runtimeError('MalformedHandlerName', `bad handler '${name}'`);
  }

  const folder = process.env.LAMBDA_TASK_ROOT ?? process.cwd();
  const extensions = /\.[cm]?js$/.test(path) ? [''] : ['.js', '.mjs', '.cjs'];
  const file = extensions.map((extension) => resolvePath(folder, path + extension)).find(existsSync);
  if (!file) throw runtimeError('ImportModuleError', `cannot find module '${path}'`);

  const module = (await importModule(file)) as Record<string, unknown>;
  const handler = module[exported] ?? (module.default as Record<string, unknown> | undefined)?.[exported];
  if (typeof handler !== 'function') {
    throw runtimeError('HandlerNotFound', `${name} is undefined or not exported`);
  }
  return handler as Handler;
}

/** The errors of `require` for an ES module; if it accepts one, the hooks don't resolve that module's imports. */
const ES_MODULE_ERRORS = ['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE', 'ERR_MODULE_NOT_FOUND'];

async function importModule(file: string): Promise<unknown> {
  if (!file.endsWith('.mjs')) {
    try {
      // As in Lambda: for a CommonJS module, import() finds only the exports that can be detected without running it.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      return require(file);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!ES_MODULE_ERRORS.includes(code)) throw error;
    }
  }
  resolveModulesThroughNodePath(layers);
  return import(pathToFileURL(file).href);
}

function runtimeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name: `Runtime.${name}` });
}

function contextOf({
  type: _type,
  clockOffset,
  deadline,
  requestId,
  event: _event,
  functionArn,
  ...rest
}: InvokeMessage) {
  return {
    ...rest,
    awsRequestId: requestId,
    invokedFunctionArn: functionArn,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline + clockOffset - clock.now()),
  };
}

/**
 * Handlers respond with a promise, a value, or through the callback, or never. The runtime detects the last case
 * because nothing is left that could produce a response. The channel to the parent must not prevent that, and timers do
 * not: while one is left, the function waits for it.
 */
function run(handler: Handler, message: InvokeMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    goOn();
    process.removeAllListeners('beforeExit').on('beforeExit', () => {
      process.channel?.ref();
      const milliseconds = clock.untilFirstTimer;
      if (milliseconds !== undefined && clock.isAwaited) wait(milliseconds);
      else setImmediate(() => (isForgiving(handler) ? resolve(null) : reject(exitError())));
    });
    const callback = (error: unknown, result?: unknown) =>
      error === null || error === undefined ? resolve(result) : reject(error);
    const returned = handler(JSON.parse(message.event), contextOf(message), callback);
    if (returned instanceof Promise) returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

/** The channel to the parent keeps the process alive until a timer fires. */
function wait(milliseconds: number): void {
  isWaiting = true;
  send({ type: 'waits', milliseconds });
}

function goOn(): void {
  isWaiting = false;
  process.channel?.unref();
}

/** A timer is about to fire. Notify the other clock, whatever made it fire: it may have moved for another reason. */
function wake(): void {
  if (!isWaiting) return;
  goOn();
  send({ type: 'works' });
}

/** Up to Node.js 22, the runtime treats it as success if a handler that never responds is not declared `async`. */
function isForgiving(handler: Handler): boolean {
  const [, major] = /nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '') ?? [];
  return Number(major) < 24 && handler.constructor.name !== 'AsyncFunction';
}

function exitError(): Error {
  return runtimeError('NodeJsExit', 'the function exited before its promise was settled');
}

async function invoke(handler: Promise<Handler>, message: InvokeMessage): Promise<void> {
  try {
    const result = await run(await handler, message);
    send({ type: 'result', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    send({ type: 'error', error: describe(error) });
  } finally {
    process.removeAllListeners('beforeExit').channel?.ref();
  }
}

/**
 * Messages that have just arrived, or timers that were due, set other timers within this many turns of the event loop.
 */
const TURNS = 5;

function tellTimer(turns: number): void {
  if (turns > 0) setImmediate(() => tellTimer(turns - 1));
  else send({ type: 'timer', milliseconds: clock.untilFirstTimer });
}

function receive(handler: Promise<Handler>, message: MessageToHost): void {
  switch (message.type) {
    case 'invoke':
      clock.set(message.clockOffset);
      return void invoke(handler, message);
    case 'move':
      return clock.move(message.by) ? wake() : undefined;
    case 'ask':
      return tellTimer(TURNS);
  }
}

/** Output goes over the channel, so that it arrives before the result that follows it. */
function capture(stream: NodeJS.WriteStream): void {
  const decoder = new StringDecoder(); // a character may arrive in two chunks
  stream.write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    send({ type: 'log', text: typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)) });
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done as () => void);
    return true;
  }) as NodeJS.WriteStream['write'];
}

async function main(): Promise<void> {
  capture(process.stdout);
  capture(process.stderr);
  process.on('disconnect', () => process.exit());
  process.on('uncaughtException', (error) => fail(describe(error)));
  process.on('unhandledRejection', (reason) =>
    fail({ ...describe(reason), errorType: 'Runtime.UnhandledPromiseRejection' }),
  );

  clock.install();
  resolveDynamicImportsThroughNodePath(layers);
  nameMissingClients();
  answerByTlsAsWell();
  const handler = load(process.env._HANDLER ?? '');
  const failure = await handler.then(() => undefined, describe);
  process.on('message', (message: MessageToHost) => receive(handler, message));
  send({ type: 'ready', failure });
}

void main();
