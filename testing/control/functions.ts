import { ControlError } from './answers';
import type { Resource } from './resource';

/** A function that can be inspected. What its template says is known if a stack deployed it. */
export interface DescribedFunction {
  readonly functionName: string;
  readonly functionArn: string;
  readonly stackName?: string;
  readonly logicalId?: string;
  readonly constructPath?: string;
}

/** The functions that processors and apps have. */
export interface ControlledFunctions {
  /** Those that there are. */
  list(): readonly DescribedFunction[];
  /** What a function wrote, by its name or ARN; `undefined` if there never was one. */
  logsOf(functionName: string): readonly string[] | undefined;
}

/** The resources about functions. */
export function functionResources(functions: ControlledFunctions): [string, Resource][] {
  return [
    ['GET /v1/functions', () => ({ functions: functions.list() })],
    ['GET /v1/functions/*/logs', ({ names: [id] }) => ({ lines: logs(id!, functions) })],
  ];
}

function logs(id: string, functions: ControlledFunctions): readonly string[] {
  const lines = functions.logsOf(id) ?? functions.logsOf(functionNamed(id, functions.list()));
  if (lines) return lines;
  throw new ControlError(404, `there is no function '${id}': GET /v1/functions lists all functions`);
}

/** The name of a function for its logical id, or for its construct path with or without what is in front. */
function functionNamed(id: string, all: readonly DescribedFunction[]): string {
  const found = all.filter(
    ({ logicalId, constructPath = '' }) => logicalId === id || `/${constructPath}`.endsWith(`/${id}`),
  );
  if (found.length > 1) {
    const names = found.map(({ functionName }) => functionName).join(', ');
    throw new ControlError(400, `'${id}' must name one function, got ${found.length}: ${names}`);
  }
  return found[0]?.functionName ?? id;
}
