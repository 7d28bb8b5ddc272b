import { ControlError } from './answers';
import type { Resource } from './resource';

/** A function that can be inspected. If a stack deployed it, its template tells more about it. */
export interface DescribedFunction {
  readonly functionName: string;
  readonly functionArn: string;
  readonly stackName?: string;
  readonly logicalId?: string;
  readonly constructPath?: string;
}

/** The functions of processors and apps. */
export interface ControlledFunctions {
  /** All functions. */
  list(): readonly DescribedFunction[];
  /** The log of a function, by its name or ARN; `undefined` if the function never existed. */
  logsOf(functionName: string): readonly string[] | undefined;
}

/** The resources for functions. */
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

/** Finds the name of a function by its logical id or by its construct path, with or without leading parts. */
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
