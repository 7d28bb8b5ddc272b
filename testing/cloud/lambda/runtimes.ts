import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { bundledProgram } from './bundled-program';
import type { FunctionConfiguration } from './function-configuration';
import { LAYERS_VARIABLE, layersModule } from './layers';
import { PYTHON_HOST } from './python-host';
import { packageRoot } from '../../package-root';

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** The program that runs Python functions. */
const PYTHON = 'python3';

/** Whether functions of this runtime can run on this machine. */
export function isSupportedRuntime(runtime: string | undefined): runtime is string {
  return runtime !== undefined && /^(nodejs|python3)/.test(runtime);
}

/**
 * The command that runs a function, through its wrapper script if it has one. A script that may be in a missing layer
 * is skipped.
 *
 * @param variables all variables of the process
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html
 */
export function hostCommand(
  configuration: FunctionConfiguration,
  variables: Record<string, string>,
): Command {
  const { program, args } = runtimeCommand(configuration, LAYERS_VARIABLE in variables);
  const { AWS_LAMBDA_EXEC_WRAPPER: wrapper } = variables;
  if (!wrapper || (configuration.lacksLayers && isMissingInLayers(wrapper))) return { program, args };
  const script = wrapper.replace(/^\/var\/task(?=\/)/, () => configuration.code.folder);
  return { program: script, args: [program, ...args] };
}

function isMissingInLayers(path: string): boolean {
  return path.startsWith('/opt/') && !existsSync(path);
}

/**
 * Node.js functions run on this process's Node.js, whatever their runtime. The last argument is the program, because
 * wrapper scripts insert options before it.
 */
function runtimeCommand(configuration: FunctionConfiguration, hasLayers: boolean): Command {
  const { runtime, memorySize, environment } = configuration;
  if (runtime.startsWith('python3')) {
    return { program: pythonFor(environment), args: ['-u', `-c${PYTHON_HOST}`] };
  }
  const flags = [...turnedOff(runtime, environment.NODE_OPTIONS), `--max-old-space-size=${memorySize}`];
  if (hasLayers) flags.push('--require', layersModule()); // a wrapper script may have set other NODE_OPTIONS
  return { program: process.execPath, args: [...flags, bundledProgram('lambda-host')] };
}

let ownPython: string | undefined;

/** Programs are searched for in the `PATH` that they get; if the function sets it, Python may not be there. */
function pythonFor({ PATH: path }: FunctionConfiguration['environment']): string {
  return path === undefined ? PYTHON : (ownPython ??= interpreter());
}

/** The path of the interpreter; the program in `PATH` may be a script that chooses one. */
function interpreter(): string {
  const { stdout } = spawnSync(PYTHON, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return stdout?.trim() || PYTHON;
}

const TURNED_OFF: Readonly<Record<string, readonly string[]>> = {
  'nodejs20.x': ['require-module'],
  'nodejs22.x': ['require-module', 'detect-module'],
};

/**
 * The Node.js features that Lambda turns off unless the function turns them on, if this Node.js has them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
function turnedOff(runtime: string, nodeOptions = ''): string[] {
  return (TURNED_OFF[runtime] ?? [])
    .filter((feature) => !nodeOptions.includes(`--experimental-${feature}`))
    .map((feature) => `--no-experimental-${feature}`)
    .filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));
}

/**
 * Where functions find modules that are not part of their code: first the AWS SDK that comes with this package, as it
 * does with the Lambda runtime, then all packages that Node.js finds from the working directory and from this package.
 */
export function modulePath(): string {
  const folders = [process.cwd(), packageRoot()].flatMap(moduleFolders);
  return [join(packageRoot(), 'testing', 'lib', 'aws-sdk'), ...new Set(folders)].join(delimiter);
}

/** The `node_modules` of a folder and of its ancestors, where Node.js looks for packages. */
function moduleFolders(folder: string): string[] {
  const around = dirname(folder);
  const own = basename(folder) === 'node_modules' ? [] : [join(folder, 'node_modules')];
  return around === folder ? own : [...own, ...moduleFolders(around)];
}
