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

/** Selects the resources to stub, if not all. */
export interface StubOptions {
  /**
   * The resource types to stub, such as `AWS::DynamoDB::Table`, including types of custom resources. `all` means every
   * type that does not run locally.
   * @default - none
   */
  readonly types?: 'all' | readonly string[];
  /**
   * The resources to stub, by logical id or construct path, with values that replace those of their type.
   * @default - none
   */
  readonly resources?: Readonly<Record<string, StubOverride>>;
}

/** The resources to stub: all that do not run locally, or selected ones. */
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

/** @throws Error if the stubs are not described correctly */
export function checkStubs(stubs: Stubs | undefined): void {
  if (stubs === undefined || stubs === 'all') return;
  check("'stubs'", stubs, STUBS);
  checkProperties("'stubs'", stubs, OPTIONS);
  for (const [name, override] of Object.entries(stubs.resources ?? {})) {
    checkProperties(`the stub of '${name}'`, override, OVERRIDE);
  }
}

/**
 * @param used the types in the templates, which can be newer than the schemas
 * @throws Error if a type to stub can't exist. Types of other vendors are not listed anywhere: any well-formed name is
 * accepted.
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

/** The override for a resource that is stubbed by name, under one or several names. */
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
