import { AsyncLocalStorage } from 'node:async_hooks';
import { TestEnvironment } from 'jest-environment-node';
import { compileOnce } from './compile-once';

const { run } = AsyncLocalStorage.prototype;

compileOnce();

/**
 * Node.js, without what the test files before have left in its process. Jest makes an `AsyncLocalStorage` for each file and
 * never disables it, and in Node.js 20 every promise looks after each that there is: the last files of a run would take twice as
 * long as the first.
 */
export default class Environment extends TestEnvironment {
  private readonly storages = new Set<AsyncLocalStorage<unknown>>();

  override async setup(): Promise<void> {
    await super.setup();
    const { storages } = this;
    AsyncLocalStorage.prototype.run = function (this: AsyncLocalStorage<unknown>, ...args: unknown[]) {
      storages.add(this);
      return Reflect.apply(run, this, args);
    };
  }

  override async teardown(): Promise<void> {
    AsyncLocalStorage.prototype.run = run;
    for (const storage of this.storages) storage.disable();
    await super.teardown();
  }
}
