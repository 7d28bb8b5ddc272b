import type { pageMembers, TypeOf } from '../model';
import { badRequest } from '../service-error';
import type { Ordered } from '../state';

/** What is said when a request names no `MaxResults`. */
const DEFAULT_PAGE_SIZE = 50;

export interface PageRequest {
  readonly MaxResults?: TypeOf<(typeof pageMembers)['MaxResults']>;
  readonly NextToken?: TypeOf<(typeof pageMembers)['NextToken']>;
}

export interface Page<T> {
  readonly items: T[];
  readonly NextToken: string | undefined;
}

/**
 * The part of a list that a request asks for. A token names the last record that was seen, so that records which come
 * or go between two pages neither repeat nor hide others.
 *
 * @param scope what is listed: a token of another list is refused
 * @param items in ascending order
 */
export function paginate<T extends Ordered>(
  scope: string,
  items: Iterable<T>,
  request: PageRequest,
): Page<T> {
  const after = request.NextToken === undefined ? -Infinity : parseToken(scope, request.NextToken);
  return take(scope, request, items, (item) => item.order > after);
}

/** The same for a list that may be long, and may be read from its end. */
export function paginateSorted<T extends Ordered>(
  scope: string,
  items: readonly T[],
  request: PageRequest,
  sortOrder: 'ASCENDING' | 'DESCENDING',
  isWanted: (item: T) => boolean,
): Page<T> {
  const isAscending = sortOrder === 'ASCENDING';
  const last = request.NextToken === undefined ? undefined : parseToken(scope, request.NextToken);
  const start =
    last === undefined ? (isAscending ? 0 : items.length) : placeOf(items, isAscending ? last + 1 : last);
  return take(scope, request, isAscending ? upFrom(items, start) : downFrom(items, start), isWanted);
}

function take<T extends Ordered>(
  scope: string,
  { MaxResults: size = DEFAULT_PAGE_SIZE }: PageRequest,
  items: Iterable<T>,
  isWanted: (item: T) => boolean,
): Page<T> {
  const page: T[] = [];
  for (const item of items) {
    if (!isWanted(item)) continue;
    if (page.length === size) return { items: page, NextToken: makeToken(scope, page[size - 1]!) };
    page.push(item);
  }
  return { items: page, NextToken: undefined };
}

/** The index of the first item that does not come before an order. */
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

function makeToken(scope: string, last: Ordered): string {
  return Buffer.from(`${last.order} ${scope}`).toString('base64url');
}

/** The order of the last record that was seen. */
function parseToken(scope: string, token: string): number {
  const [, order, ofScope] = /^(\d+) (.*)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (order === undefined || ofScope !== scope) throw badRequest("'NextToken' is not a token of this list");
  return Number(order);
}
