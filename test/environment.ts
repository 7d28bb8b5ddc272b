import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { TestEnvironment } from 'jest-environment-node';
import { compileOnce } from './compile-once';

/**
 * Deep enough to reach from a synthesis to its test. Jest's default is 100 frames, and it looks up each in the sources.
 */
const STACK_TRACE_LIMIT = 20;

const { run } = AsyncLocalStorage.prototype;
const { request } = http;

compileOnce();

/**
 * Node.js, without the leftovers of earlier test files in its process. Jest creates an `AsyncLocalStorage` for each
 * file and never disables it, and in Node.js 20, every promise checks all of them: the last files of a run would take
 * twice as long as the first. Also, all files share Node.js's modules: a replacement of `http.request` in one file
 * would receive the requests of the others.
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
