import type { ServiceContext } from './context';
import type { pageMembers, TypeOf } from '../model';
import { badRequest } from '../service-error';
import type { Ordered } from '../state';

/** The page size for a request without `MaxResults`. */
const DEFAULT_PAGE_SIZE = 50;

export interface PageRequest {
  readonly MaxResults?: TypeOf<(typeof pageMembers)['MaxResults']>;
  readonly NextToken?: TypeOf<(typeof pageMembers)['NextToken']>;
}

export interface Page<T> {
  readonly items: T[];
  readonly NextToken: string | undefined;
}

/** The parts of the context that pages depend on. */
type Context = Pick<ServiceContext, 'behavior' | 'clock'>;

/**
 * The page of a list that a request asks for. Its token names the last record that was returned, so that records
 * created or deleted between two pages cause no repeats or gaps; where pages shift, it holds the number of records
 * returned instead.
 *
 * @param scope identifies the list: a token from another list is refused
 * @param items in ascending order
 */
export function paginate<T extends Ordered>(
  ctx: Context,
  scope: string,
  items: Iterable<T>,
  request: PageRequest,
): Page<T> {
  const place = request.NextToken === undefined ? undefined : parseToken(ctx, scope, request.NextToken);
  if (ctx.behavior.listPages === 'stable') {
    const after = place ?? -Infinity;
    return take(
      request,
      items,
      (item) => item.order > after,
      ({ order }) => makeToken(ctx, scope, order),
    );
  }
  const seen = place ?? 0;
  const rest = [...items].slice(seen);
  return take(
    request,
    rest,
    () => true,
    (_, count) => makeToken(ctx, scope, seen + count),
  );
}

/** The same for a long list, which can also be read from its end. Its pages do not shift. */
export function paginateSorted<T extends Ordered>(
  ctx: Context,
  scope: string,
  items: readonly T[],
  request: PageRequest,
  sortOrder: 'ASCENDING' | 'DESCENDING',
  isWanted: (item: T) => boolean,
): Page<T> {
  const isAscending = sortOrder === 'ASCENDING';
  const last = request.NextToken === undefined ? undefined : parseToken(ctx, scope, request.NextToken);
  const start =
    last === undefined ? (isAscending ? 0 : items.length) : placeOf(items, isAscending ? last + 1 : last);
  const rest = isAscending ? upFrom(items, start) : downFrom(items, start);
  return take(request, rest, isWanted, ({ order }) => makeToken(ctx, scope, order));
}

/** @param tokenAfter returns the token for the items after an item, which is the last of this many on the page */
function take<T extends Ordered>(
  { MaxResults: size = DEFAULT_PAGE_SIZE }: PageRequest,
  items: Iterable<T>,
  isWanted: (item: T) => boolean,
  tokenAfter: (last: T, count: number) => string,
): Page<T> {
  const page: T[] = [];
  for (const item of items) {
    if (!isWanted(item)) continue;
    if (page.length === size) return { items: page, NextToken: tokenAfter(page[size - 1]!, size) };
    page.push(item);
  }
  return { items: page, NextToken: undefined };
}

/** The index of the first item that has this order or a later one. */
function placeOf(items: readonly Ordered[], order: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (items[middle]!.order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* upFrom<T>(items: readonly T[], start: number): Iterable<T> {
  for (let index = start; index < items.length; index++) yield items[index]!;
}

function* downFrom<T>(items: readonly T[], end: number): Iterable<T> {
  for (let index = end - 1; index >= 0; index--) yield items[index]!;
}

function makeToken({ clock }: Context, scope: string, place: number): string {
  return Buffer.from(`${place} ${Math.floor(clock.now())} ${scope}`).toString('base64url');
}

/** The position in the list that a token names. */
function parseToken({ behavior, clock }: Context, scope: string, token: string): number {
  const text = Buffer.from(token, 'base64url').toString();
  const [, place, madeAt, ofScope] = /^(\d+) (\d+) (.*)$/s.exec(text) ?? [];
  if (place === undefined || ofScope !== scope) throw badRequest("'NextToken' is not a token of this list");
  if (clock.now() - Number(madeAt) > behavior.pageTokenLifetime) throw badRequest("'NextToken' has expired");
  return Number(place);
}
