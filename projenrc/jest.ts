import type { Task } from 'projen';

/** Node.js's options for Jest: tests produce much garbage at once, and the default space for that is small. */
export const NODE_OPTIONS_OF_JEST = ['--max-semi-space-size=64'];
export const JEST_PROGRAM = 'node_modules/jest/bin/jest.js';

const NO_STACK_TRACES = {
  'aws:cdk:disable-stack-trace': true,
  'aws:cdk:disable-creation-stack-traces': true,
};

/**
 * Turns off the most time-consuming parts of synthesis in a task's tests: the template validator (its own test file turns it on
 * again), and the stack trace of each construct.
 */
export function hastenSynthesis(task: Task, context: Record<string, unknown> = {}): void {
  task.env('CDK_VALIDATION', 'false');
  task.env('CDK_CONTEXT_JSON', JSON.stringify({ ...NO_STACK_TRACES, ...context }));
}
