import { attributesOf, hasAttribute, resourceTypes } from './resource-form';
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
   * The resource types that are stubbed, such as `AWS::DynamoDB::Table`; a type of custom resource is one as well. `all` is
   * every type that does not run locally.
   * @default - none
   */
  readonly types?: 'all' | readonly string[];
  /**
   * The resources that are stubbed, by logical id or construct path, with the values that they have in the place of those
   * that follow from their type.
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

const OVERRIDE: Rules<StubOverride> = { ref: optional(TEXT), attributes: optional(OBJECT) };

/** @throws Error if stubs are not described as they must be */
export function checkStubs(stubs: Stubs | undefined): void {
  if (stubs === undefined || stubs === 'all') return;
  check("'stubs'", stubs, STUBS);
  checkProperties("'stubs'", stubs, OPTIONS);
  for (const [name, override] of Object.entries(stubs.resources ?? {})) {
    checkProperties(`the stub of '${name}'`, override, OVERRIDE);
  }
  if (stubs.types === undefined || stubs.types === 'all') return;
  for (const type of stubs.types) checkType(type);
}

/** @throws Error if a stub has attributes that its type does not have: nothing could take them */
export function checkOverride(name: string, type: string, { attributes = {} }: StubOverride): void {
  const unknown = Object.keys(attributes).find((attribute) => !hasAttribute(type, attribute));
  if (unknown === undefined) return;
  const known = attributesOf(type)!;
  throw new Error(
    `'attributes' of the stub of '${name}' must be attributes of ${type} (${known.join(', ') || 'none'}),` +
      ` got '${unknown}'${didYouMean(unknown, known)}`,
  );
}

/** Types of others than AWS have no list: anything of their form can be one. */
function checkType(type: string): void {
  const types = resourceTypes();
  if (types.includes(type) || (type.includes('::') && !type.startsWith('AWS::'))) return;
  throw new Error(
    `'types' of 'stubs' must be resource types of CloudFormation such as AWS::DynamoDB::Table, got '${type}'` +
      didYouMean(type, types),
  );
}

/** The stub of a resource that is named for itself. */
export function overrideOf(
  stubs: Stubs | undefined,
  isNamed: (name: string) => boolean,
): StubOverride | undefined {
  if (stubs === undefined || stubs === 'all') return undefined;
  return Object.entries(stubs.resources ?? {}).find(([name]) => isNamed(name))?.[1];
}

/** Whether resources of a type are stubbed. */
export function stubsType(stubs: Stubs | undefined, type: string, runsHere: boolean): boolean {
  const types = stubs === 'all' ? 'all' : stubs?.types;
  return types === 'all' ? !runsHere : (types?.includes(type) ?? false);
}
