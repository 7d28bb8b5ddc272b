import type { Stack, Stage } from 'aws-cdk-lib';
import { findStack, readStacks, type AssemblyStack, type StackSource } from './cloud-assembly';
import { sourcesIn } from './nested-templates';
import type { Template } from './template';
import { checkTemplate } from './validation';
import { check, isObject, must } from '../inputs';

/**
 * A source to deploy: a stack or an app of the AWS CDK, which is synthesized; the folder of a cloud assembly; or a
 * plain template.
 */
export type DeploymentSource = Stack | Stage | string | Template;

const DEFAULT_STACK_NAME = 'local';

/**
 * The only code that knows the AWS CDK, and only by the shape of its constructs: it loads no copy that the user did not
 * load.
 */
export function loadSource(source: DeploymentSource, stackName?: string): StackSource {
  return checked(findSource(source, stackName));
}

function findSource(source: DeploymentSource, stackName?: string): StackSource {
  if (typeof source === 'string') return findStack(source, stackName);
  if (isConstruct(source)) {
    const { directory } = synthesize(stageOf(source));
    if (!('templateFile' in source)) return findStack(directory, stackName);
    const stack = findStack(directory, source.artifactId);
    if (stackName === undefined || stack.names.includes(stackName)) return stack;
    throw new Error(
      `'stackName' must be left out for a stack, or name it ('${stack.stackName}'), got '${stackName}'`,
    );
  }
  return {
    stackName: stackName ?? DEFAULT_STACK_NAME,
    template: source,
    constructPaths: new Map(),
    assets: new Map(),
  };
}

/**
 * A source that can be deployed as a whole: an app or a stage of the AWS CDK, which is synthesized, or the folder of a
 * cloud assembly.
 */
export type AppSource = Stage | string;

/**
 * The stacks of an app that have resources, each after those that it depends on. Others are skipped, as by `cdk
 * deploy`.
 */
export function loadApp(source: AppSource): AssemblyStack[] {
  const directory = typeof source === 'string' ? source : synthesize(source).directory;
  return readStacks(directory).filter(hasResources).map(checked);
}

function hasResources({ template: { Resources: resources } }: StackSource): boolean {
  return !isObject(resources) || Object.keys(resources).length > 0;
}

/** @throws Error if CloudFormation would refuse the template in any case */
function checked<S extends StackSource>(source: S): S {
  try {
    checkTemplate(source.template);
  } catch (error) {
    throw new Error(`stack ${source.stackName}: ${problemIn(error as Error)}`);
  }
  sourcesIn(source).forEach(checked);
  return source;
}

/** A structure that contains itself exceeds the call stack. */
function problemIn(error: Error): string {
  return error instanceof RangeError ? 'the template is nested too deeply' : error.message;
}

/** @throws Error if a value can't be an app */
export function checkAppSource(name: string, source: unknown): void {
  const rule = must(
    'an App, a Stage, or the folder of a cloud assembly',
    (value) => typeof value === 'string' || (isObject(value) && typeof value.synth === 'function'),
  );
  check(name, source, rule);
}

/** @throws Error if a value can't be a source */
export function checkSource(name: string, source: unknown): void {
  const rule = must(
    'a Stack, a Stage, an App, the folder of a cloud assembly, or a template with Resources',
    (value) =>
      typeof value === 'string' || (isObject(value) && ('node' in value || isObject(value.Resources))),
  );
  check(name, source, rule);
}

function isConstruct(source: Stack | Stage | Template): source is Stack | Stage {
  return 'node' in source;
}

/** Skips the AWS CDK's template validation, which is meant for `cdk synth` and takes seconds in each test file. */
function synthesize(stage: Stage): ReturnType<Stage['synth']> {
  const { CDK_VALIDATION: before } = process.env;
  process.env.CDK_VALIDATION = before ?? 'false';
  try {
    return stage.synth({ force: true });
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
  }
}

/** The innermost stage (or app) around a construct, or the construct itself. */
function stageOf(construct: Stack | Stage): Stage {
  const stage = [...construct.node.scopes].reverse().find((scope) => 'synth' in scope);
  if (!stage) throw new Error(`stack '${construct.node.path}' is not part of an app`);
  return stage as Stage;
}
