import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';
import { compileOnce } from './compile-once';
import { keepTestAtWork } from './test-at-work';

/** Frames of a stack trace: from the depth of a synthesis to its test. Jest has 100, whose positions in the sources take long. */
const STACK_TRACE_LIMIT = 20;

const { run } = AsyncLocalStorage.prototype;
const { request } = http;

compileOnce();

/**
 * Node.js, without what the test files before have left in its process. Nobody disables an `AsyncLocalStorage`, and in Node.js 20
 * every promise looks after each that there is: the last files of a run would take twice as long as the first. And modules of Node.js
 * are the same for all files: what one has put in place of `http.request` would take the requests of the others.
 */
export default class Environment extends TestEnvironment {
  private readonly storages = new Set<AsyncLocalStorage<unknown>>();
  private readonly isConcurrent: boolean;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.isConcurrent = readFileSync(context.testPath, 'utf8').includes('test.concurrent');
  }

  override async setup(): Promise<void> {
    await super.setup();
    this.global.Error.stackTraceLimit = STACK_TRACE_LIMIT;
    if (!this.isConcurrent) keepTestAtWork();
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
