import { UsageError } from './usage-error';
import type { LocalAppOptions } from '../cloudformation';

/**
 * Combines `--parameters` options, each in the format of `cdk deploy`.
 *
 * @throws UsageError if an option has no value
 */
export function parametersOf(values: readonly string[]): LocalAppOptions['parameters'] {
  if (values.length === 0) return undefined;
  return Object.fromEntries(values.map(parameterOf));
}

function parameterOf(text: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new UsageError(`--parameters must be NAME=VALUE or STACK:NAME=VALUE, got '${text}'`);
}
