import { parseArgs } from 'node:util';
import { behaviorOf } from './behavior-values';
import { environmentOf } from './environment-options';
import { LOG_LEVELS, type LogLevel } from './log';
import { OPTIONS } from './option-table';
import { parametersOf } from './parameter-options';
import { stubsOf } from './stub-options';
import { UsageError } from './usage-error';
import type { LocalAppOptions } from '../cloudformation';
import { isOrigin, placeProblem, type EmulatorBehavior } from '../emulator';
import { didYouMean } from '../inputs';

/** The options of the command line. */
export interface CliOptions {
  readonly help: boolean;
  readonly version: boolean;
  readonly port: number;
  readonly tls: boolean;
  /** The origins of websites. */
  readonly allowedOrigins: readonly string[];
  /** The port of the inspector; `undefined` for none. */
  readonly inspectPort: number | undefined;
  readonly region: string;
  readonly account: string;
  /** The path of a file. */
  readonly seed: string | undefined;
  readonly logLevel: LogLevel;
  readonly functions: readonly FunctionOption[];
  readonly lambdaEndpoint: URL | undefined;
  readonly behavior: Partial<EmulatorBehavior>;
  /** The folder of a cloud assembly. */
  readonly deploy: string | undefined;
  /** The command that synthesizes an app. */
  readonly app: string | undefined;
  readonly watch: boolean;
  readonly stubs: LocalAppOptions['stubs'];
  readonly environment: LocalAppOptions['environment'];
  readonly parameters: LocalAppOptions['parameters'];
  /** The path of the file that tells other programs that the command is ready. */
  readonly readyFile: string | undefined;
  /** Whether to report events to other programs on standard output. */
  readonly json: boolean;
}

/** Whether the command deploys an app. */
export function deploysApp({ deploy, app }: Pick<CliOptions, 'deploy' | 'app'>): boolean {
  return deploy !== undefined || app !== undefined;
}

/** A function that a local module replaces. */
export interface FunctionOption {
  readonly functionArn: string;
  /** The path of the module. */
  readonly module: string;
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): CliOptions {
  const values = valuesIn(args);
  const region = placeOf('region', values.region ?? 'us-east-1');
  const account = placeOf('account', values.account ?? '111122223333');
  return {
    help: values.help ?? false,
    version: values.version ?? false,
    port: portOf('--port', values.port ?? '0'),
    tls: values.tls ?? false,
    allowedOrigins: (values['allow-origin'] ?? []).map(originOf),
    inspectPort:
      values.inspect || values['inspect-port'] !== undefined
        ? portOf('--inspect-port', values['inspect-port'] ?? '0')
        : undefined,
    region,
    account,
    seed: values.seed,
    logLevel: logLevelOf(values['log-level'] ?? 'info'),
    functions: (values.function ?? []).map((text) => functionOf(text, region, account)),
    lambdaEndpoint: values['lambda-endpoint'] === undefined ? undefined : urlOf(values['lambda-endpoint']),
    behavior: behaviorOf(values.preset, values.behavior ?? []),
    readyFile: values['ready-file'],
    json: values.json ?? false,
    ...appOptionsOf(values),
  };
}

type AppOptions = Pick<CliOptions, 'deploy' | 'app' | 'watch' | 'stubs' | 'environment' | 'parameters'>;

/** The options about the app to deploy. */
function appOptionsOf({
  deploy,
  app,
  watch = false,
  stubs = [],
  environment = [],
  parameters = [],
}: ReturnType<typeof valuesIn>): AppOptions {
  if (deploy !== undefined && app !== undefined) {
    throw new UsageError('--deploy and --app must not be passed together: --app synthesizes what it deploys');
  }
  const passed = Object.entries({ watch: watch ? [true] : [], stubs, environment, parameters });
  const [useless] = passed.find(([, values]) => values.length > 0 && !deploysApp({ deploy, app })) ?? [];
  if (useless !== undefined) throw new UsageError(`--${useless} needs --deploy or --app, got neither`);
  return {
    deploy,
    app,
    watch,
    stubs: stubsOf(stubs),
    environment: environmentOf(environment),
    parameters: parametersOf(parameters),
  };
}

function valuesIn(args: readonly string[]) {
  const values = parse(args);
  const empty = Object.entries(values).find(([, given]) => [given].flat().includes(''));
  if (empty) throw new UsageError(`--${empty[0]} needs a value, got none: see --help`); // for example, because a shell variable is not set
  return values;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(problemIn((error as Error).message));
  }
}

/** Rewords Node.js's error about arguments for this command. */
function problemIn(message: string): string {
  const [, withoutValue] =
    /^Option '(?:-\w, )?(--[\w-]+).*' argument (?:missing|is ambiguous)/.exec(message) ?? [];
  if (withoutValue !== undefined) return `${withoutValue} needs a value, got none: see --help`;
  const [, unknown] = /^Unknown option '(.+?)'/.exec(message) ?? [];
  if (unknown !== undefined) {
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    return `unknown option '${unknown}'${didYouMean(unknown, known)}: see --help`;
  }
  const [, argument] = /^Unexpected argument '(.*?)'/.exec(message) ?? [];
  if (argument !== undefined) return `unexpected argument '${argument}': to deploy a folder, use --deploy`;
  const [sentence] = message.split(/\.\s|\n/) as [string];
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function placeOf(property: 'region' | 'account', text: string): string {
  const problem = placeProblem(property, text);
  if (problem !== undefined) throw new UsageError(`--${property} ${problem}`);
  return text;
}

function portOf(option: string, text: string): number {
  const port = Number(matching(option, text, /^\d{1,5}$/, 'a number from 0 to 65535'));
  if (port > 65_535) throw new UsageError(`${option} must be a number from 0 to 65535, got '${text}'`);
  return port;
}

/** Accepts a website's address as its origin, which has no trailing slash. */
function originOf(text: string): string {
  const origin = text.replace(/\/$/, '');
  if (isOrigin(origin)) return origin;
  throw new UsageError(`--allow-origin must be an origin such as http://localhost:3000, got '${text}'`);
}

function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (!level) throw new UsageError(`--log-level must be one of ${LOG_LEVELS.join(', ')}, got '${text}'`);
  return level;
}

function functionOf(text: string, region: string, account: string): FunctionOption {
  const [, reference, module] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (reference === undefined || module === undefined) {
    throw new UsageError(`--function must be NAME=MODULE, got '${text}'`);
  }
  const functionArn = reference.startsWith('arn:')
    ? reference
    : `arn:aws:lambda:${region}:${account}:function:${reference}`;
  matching(
    '--function',
    functionArn,
    /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$/,
    'for the name or the ARN of a function, without version or alias',
  );
  return { functionArn, module };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  // A query or fragment would end up before the path of the API.
  if (isHttp && !/[?#]/.test(text)) return url;
  throw new UsageError(`--lambda-endpoint must be an http or https URL without a query, got '${text}'`);
}

function matching(option: string, text: string, pattern: RegExp, wanted: string): string {
  if (!pattern.test(text)) throw new UsageError(`${option} must be ${wanted}, got '${text}'`);
  return text;
}
