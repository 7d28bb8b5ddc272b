import { isBadRequest } from '../chime';
import type { Page } from '../coverage-turn';

/** How often a list may start over in one turn. If it keeps starting over, the turn fails, so that the failure is reported. */
const MOST_RESTARTS = 10;

/** A list, and what to do with it. */
export interface Listing<T, R> {
  /** The page to begin with; undefined for the first one. */
  readonly token: string | undefined;
  read(token: string | undefined): Promise<Page<T>>;
  /** Begins to work on a page, and resolves once the next one may begin, without waiting for the result. */
  begin(items: readonly T[]): Promise<{ readonly result: Promise<R> }>;
  /** A page is done, and so are all pages before it. */
  onPage(result: R, next: string | undefined): void;
  /** The service no longer knows the token of a page, so the list starts over. */
  onRestart(): void;
}

/** Goes through a list to its end. While one page is worked on, the next one is read. */
export async function goThrough<T, R>(listing: Listing<T, R>): Promise<void> {
  let ended: Promise<void> = Promise.resolve();
  let token = listing.token;
  let reading = listing.read(token);
  let restarts = 0;
  do {
    let page: Page<T>;
    try {
      page = await reading;
    } catch (error) {
      if (token === undefined || !isBadRequest(error) || ++restarts > MOST_RESTARTS) throw error;
      await ended;
      listing.onRestart();
      page = await listing.read(undefined);
    }
    token = page.next;
    if (token !== undefined) reading = handled(listing.read(token));
    const { result } = await listing.begin(page.items);
    ended = handled(inOrder(ended, handled(result), (value) => listing.onPage(value, page.next)));
  } while (token !== undefined);
  await ended;
}

async function inOrder<R>(
  before: Promise<void>,
  result: Promise<R>,
  then: (value: R) => void,
): Promise<void> {
  await before;
  then(await result);
}

/** A failure surfaces where the promise is awaited, which may be never if something else fails first. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
