import { useJsonFile } from './json-file';
import type { StubOptions, Stubs } from '../cloudformation';
import { checkProperties, must, OBJECT, optional, type Rules } from '../inputs';

/**
 * Combines `--stubs` options: each is `all`, a resource type, or a JSON file with types and resources.
 *
 * @throws UsageError if a file cannot be read, or has other content
 */
export function stubsOf(values: readonly string[]): Stubs | undefined {
  if (values.length === 0) return undefined;
  const parts = values.map(partOf);
  const isAll = parts.some(({ types }) => types === 'all');
  const types = isAll ? 'all' : parts.flatMap((part) => part.types ?? []);
  const resources = parts.flatMap((part) => Object.entries(part.resources ?? {}));
  if (resources.length === 0) return isAll ? 'all' : { types };
  return { types, resources: Object.fromEntries(resources) };
}

function partOf(value: string): StubOptions {
  if (!value.endsWith('.json')) return { types: value === 'all' ? 'all' : [value] };
  return useJsonFile('--stubs', value, (content) => {
    checkProperties('the file', content, RULES);
    return content as StubOptions;
  });
}

const RULES: Rules<StubOptions> = {
  types: optional(
    must("'all' or a list of resource types", (value) => value === 'all' || Array.isArray(value)),
  ),
  resources: optional(OBJECT),
};
