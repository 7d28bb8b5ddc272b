import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { TestEnvironment } from 'jest-environment-node';
import { compileOnce } from './compile-once';

/** From the depth of a synthesis to its test. Jest has 100 frames, and looks each of them up in the sources. */
const STACK_TRACE_LIMIT = 20;

const { run } = AsyncLocalStorage.prototype;
const { request } = http;

compileOnce();

/**
 * Node.js, without what the test files before have left in its process. Jest makes an `AsyncLocalStorage` for each file and
 * never disables it, and in Node.js 20 every promise looks after each that there is: the last files of a run would take twice as
 * long as the first. And modules of Node.js are the same for all files: what one has put in place of `http.request` would take the
 * requests of the others.
 */
export default class Environment extends TestEnvironment {
  private readonly storages = new Set<AsyncLocalStorage<unknown>>();

  override async setup(): Promise<void> {
    await super.setup();
    this.global.Error.stackTraceLimit = STACK_TRACE_LIMIT;
    const { storages } = this;
    AsyncLocalStorage.prototype.run = function (this: AsyncLocalStorage<unknown>, ...args: unknown[]) {
      storages.add(this);
      return Reflect.apply(run, this, args);
    };
  }

  override async teardown(): Promise<void> {
    AsyncLocalStorage.prototype.run = run;
    http.request = request;
    for (const storage of this.storages) storage.disable();
    await super.teardown();
  }
}
