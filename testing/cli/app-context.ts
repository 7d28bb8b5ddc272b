import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './usage-error';
import { isObject } from '../inputs';

/** A context larger than this, in bytes, goes into a file: on Windows, all variables together have little more room. */
const VARIABLE_LIMIT = 16 * 1024;

type Context = Readonly<Record<string, unknown>>;

/**
 * The variables that pass the context to an AWS CDK app, from the same files of the project and the user as in the CDK
 * CLI. A context that is already in the variable overrides them, like `--context` of the CLI.
 *
 * @param overflow the path of a file to create for a context that is too large for a variable
 * @throws UsageError if a file or variable is not a JSON object
 */
export function contextVariables(overflow: string): Record<string, string> {
  const given = process.env.CDK_CONTEXT_JSON;
  const context = JSON.stringify({
    ...contextOf(contentOf(join(homedir(), '.cdk.json'))),
    ...contentOf('cdk.context.json'),
    ...contextOf(contentOf('cdk.json')),
    ...(given ? parsed(given, 'CDK_CONTEXT_JSON') : {}),
  });
  if (Buffer.byteLength(context) <= VARIABLE_LIMIT) return { CDK_CONTEXT_JSON: context };
  writeFileSync(overflow, context);
  return { CDK_CONTEXT_JSON: '{}', CONTEXT_OVERFLOW_LOCATION_ENV: overflow };
}

function contextOf({ context }: Context): Context {
  return isObject(context) ? context : {};
}

function contentOf(path: string): Context {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new UsageError(`--app: '${path}' must be a file that can be read: ${message}`);
  }
  return parsed(text, path);
}

function parsed(text: string, name: string): Context {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--app: '${name}' must be JSON, got ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new UsageError(`--app: '${name}' must be a JSON object, got ${text.trim()}`);
  return value;
}
