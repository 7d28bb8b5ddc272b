import asyncHooks from 'node:async_hooks';

const { AsyncLocalStorage } = asyncHooks;

/**
 * What Jest knows of the test at work, where tests run one after another. Jest has it in an `AsyncLocalStorage`, for which Node.js 20
 * looks after every promise that is made; a field does where nothing else runs meanwhile.
 */
class TestAtWork<T> {
  private store: T | undefined;

  public getStore(): T | undefined {
    return this.store;
  }

  public async run<R>(store: T, callback: () => R): Promise<Awaited<R>> {
    const { store: outer } = this;
    this.store = store;
    try {
      return await callback();
    } finally {
      this.store = outer;
    }
  }
}

/** Gives the next one who asks for an `AsyncLocalStorage` a field in its place: Jest, if a test file is about to be run. */
export function keepTestAtWork(): void {
  asyncHooks.AsyncLocalStorage = function () {
    asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
    return new TestAtWork();
  } as unknown as typeof AsyncLocalStorage;
}
