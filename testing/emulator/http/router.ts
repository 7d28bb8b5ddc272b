import { operations, type OperationName } from '../operations';

/** The operation that a request calls. */
export interface Route {
  readonly operation: OperationName;
  /** The members of the input that are in the path. */
  readonly members: Readonly<Record<string, string>>;
}

interface Template {
  readonly operation: OperationName;
  readonly segments: readonly string[];
  /** The query parameter that identifies the operation, such as `scope=message-status`. */
  readonly discriminator: readonly [string, string] | undefined;
}

const templates = new Map<string, Template[]>();
for (const [name, { method, path }] of Object.entries(operations)) add(name as OperationName, method, path);

/**
 * Finds the operation of a request.
 *
 * @param path still percent-encoded, so that the slashes in an ARN do not split it
 * @throws URIError if the path is not properly encoded
 */
export function route(method: string, path: string, query: URLSearchParams): Route | undefined {
  const segments = path.split('/').slice(1);
  const candidates = (templates.get(keyOf(method, segments.length)) ?? []).filter((template) =>
    template.segments.every((segment, index) =>
      isMember(segment) ? segments[index] !== '' : segment === segments[index],
    ),
  );
  const template =
    candidates.find(
      ({ discriminator }) => discriminator && query.get(discriminator[0]) === discriminator[1],
    ) ?? candidates.find(({ discriminator }) => !discriminator);
  return template && { operation: template.operation, members: membersIn(template, segments) };
}

function membersIn({ segments }: Template, given: readonly string[]): Record<string, string> {
  const members = segments.flatMap((segment, index) =>
    isMember(segment) ? [[segment.slice(1, -1), decodeURIComponent(given[index]!)]] : [],
  );
  return Object.fromEntries(members) as Record<string, string>;
}

function add(operation: OperationName, method: string, pathAndQuery: string): void {
  const [path, query] = pathAndQuery.split('?') as [string, string | undefined];
  const segments = path.split('/').slice(1);
  const key = keyOf(method, segments.length);
  const discriminator = query?.split('=') as [string, string] | undefined;
  templates.set(key, [...(templates.get(key) ?? []), { operation, segments, discriminator }]);
}

function keyOf(method: string, segments: number): string {
  return `${method} ${segments}`;
}

function isMember(segment: string): boolean {
  return segment.startsWith('{');
}
