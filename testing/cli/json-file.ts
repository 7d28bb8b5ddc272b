import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error';

/**
 * Reads the JSON file that an option names, and uses its content.
 *
 * @throws UsageError if the file cannot be read, is not JSON, or cannot be used
 */
export function useJsonFile<T>(option: string, path: string, use: (content: unknown) => T): T {
  const text = contentOf(option, path);
  try {
    return use(JSON.parse(text));
  } catch (error) {
    const message = error instanceof SyntaxError ? `not JSON: ${error.message}` : (error as Error).message;
    throw new UsageError(`${option} ${path}: ${message}`);
  }
}

function contentOf(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const [reason] = (error as Error).message.split(','); // the rest repeats the call and the path
    throw new UsageError(`${option} must name a file that can be read, got '${path}': ${reason}`);
  }
}
