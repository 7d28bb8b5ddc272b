import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './usage-error';
import { isObject } from '../inputs';

/** Above this, in bytes, a file has the context: Windows has little more room for all variables together. */
const VARIABLE_LIMIT = 16 * 1024;

type Context = Readonly<Record<string, unknown>>;

/**
 * The variables that tell an AWS CDK app its context, as the CDK CLI takes it from the files of a project and of the user. What
 * the variable already has goes before all of them, like `--context` of the CLI.
 *
 * @param overflow where a file can be written for a context that is too large for a variable
 * @throws UsageError if one of them is no JSON object
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
