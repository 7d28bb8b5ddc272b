import { resourceTypes } from './resource-form';
import type { StubOverride } from './stub-values';
import {
  didYouMean,
  isObject,
  listOf,
  mapOf,
  must,
  OBJECT,
  optional,
  TEXT,
  check,
  checkProperties,
  type Rules,
} from '../../inputs';

/** Which resources are stubbed, if not all. */
export interface StubOptions {
  /**
   * The resource types that are stubbed, such as `AWS::DynamoDB::Table`, including types of custom resources. `all` is
   * every type that does not run locally.
   * @default - none
   */
  readonly types?: 'all' | readonly string[];
  /**
   * The resources that are stubbed, by logical id or construct path, with values that replace those of their type.
   * @default - none
   */
  readonly resources?: Readonly<Record<string, StubOverride>>;
}

/** Which resources are stubbed: every one that does not run locally, or some. */
export type Stubs = 'all' | StubOptions;

export const STUBS = must(
  "'all' or an object with types and resources",
  (value) => value === 'all' || isObject(value),
);

const OPTIONS: Rules<StubOptions> = {
  types: optional(
    must("'all' or a list of resource types", (value) => value === 'all' || !listOf('types', TEXT)(value)),
  ),
  resources: optional(mapOf('stubs', OBJECT)),
};

const VALUE = must('a value', (value) => value !== undefined && value !== null);

const OVERRIDE: Rules<StubOverride> = {
  ref: optional(TEXT),
  attributes: optional(mapOf('values', VALUE)),
};

/** @throws Error if stubs are not described as they must be */
export function checkStubs(stubs: Stubs | undefined): void {
  if (stubs === undefined || stubs === 'all') return;
  check("'stubs'", stubs, STUBS);
  checkProperties("'stubs'", stubs, OPTIONS);
  for (const [name, override] of Object.entries(stubs.resources ?? {})) {
    checkProperties(`the stub of '${name}'`, override, OVERRIDE);
  }
}

/**
 * @param used the types of the templates, which can be newer than the schemas
 * @throws Error if a type to stub can be none. Types of others than AWS have no list: anything of their form can be one.
 */
export function checkTypes(stubs: Stubs | undefined, used: readonly string[]): void {
  if (typeof stubs !== 'object' || !Array.isArray(stubs.types)) return;
  const known = [...used, ...resourceTypes()];
  const isType = (type: string) => known.includes(type) || (type.includes('::') && !type.startsWith('AWS::'));
  const unknown = (stubs.types as string[]).find((type) => !isType(type));
  if (unknown === undefined) return;
  throw new Error(
    `'types' of 'stubs' must be resource types of CloudFormation such as AWS::DynamoDB::Table, got '${unknown}'` +
      didYouMean(unknown, known),
  );
}

/** The stub of a resource that is named for itself, by one name or by several. */
export function overrideOf(
  stubs: Stubs | undefined,
  isNamed: (name: string) => boolean,
): StubOverride | undefined {
  if (stubs === undefined || stubs === 'all') return undefined;
  const named = Object.entries(stubs.resources ?? {}).flatMap(([name, stub]) =>
    isNamed(name) ? [stub] : [],
  );
  if (named.length === 0) return undefined;
  const attributes = named.map((stub) => stub.attributes);
  return Object.assign({}, ...named, {
    attributes: Object.assign({}, ...attributes) as object,
  }) as StubOverride;
}

/** Whether resources of a type are stubbed. */
export function stubsType(stubs: Stubs | undefined, type: string, runsHere: boolean): boolean {
  const types = stubs === 'all' ? 'all' : stubs?.types;
  return types === 'all' ? !runsHere : (types?.includes(type) ?? false);
}
