import { useJsonFile } from './json-file';
import { UsageError } from './usage-error';
import type { LocalAppOptions } from '../cloudformation';
import { check, isObject, OBJECT, shown, TEXT } from '../inputs';

type Environment = NonNullable<LocalAppOptions['environment']>;

/**
 * Combines `--environment` options: each is a variable of every function, or a JSON file with variables by function.
 *
 * @throws UsageError if an option is neither, or a file cannot be read or has other content
 */
export function environmentOf(values: readonly string[]): Environment | undefined {
  if (values.length === 0) return undefined;
  const environment: Record<string, Record<string, string>> = {};
  for (const [name, variables] of values.map(partOf).flatMap(Object.entries<Environment[string]>)) {
    environment[name] = { ...environment[name], ...variables };
  }
  return environment;
}

function partOf(value: string): Environment {
  const [, name, text] = /^([a-z]\w*)=(.*)$/is.exec(value) ?? [];
  if (name !== undefined && text !== undefined) return { '*': { [name]: text } };
  if (!value.endsWith('.json')) {
    throw new UsageError(`--environment must be NAME=VALUE or the path of a .json file, got '${value}'`);
  }
  return useJsonFile('--environment', value, (content) => {
    check('the file', content, OBJECT);
    for (const [key, variables] of Object.entries(content as object)) checkVariables(key, variables);
    return content as Environment;
  });
}

/** @param name the name of a function, or of a variable in a file that omits the functions */
function checkVariables(name: string, variables: unknown): void {
  if (!isObject(variables)) {
    const forAll = JSON.stringify({ '*': { [name]: variables } });
    throw new Error(
      `'${name}' must be an object of a function's variables, got ${shown(variables)}: for every function, write ` +
        `${forAll}; for one, its logical id or construct path instead of *`,
    );
  }
  for (const [variable, value] of Object.entries(variables)) check(`'${variable}' of '${name}'`, value, TEXT);
}
