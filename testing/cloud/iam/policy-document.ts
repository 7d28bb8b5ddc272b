/** One value or a list of values, as in policy documents. */
export type OneOrMany<T> = T | T[];

/** Operator → condition key → accepted values. */
export type PolicyConditions = Record<string, Record<string, OneOrMany<string | boolean | number>>>;

/** The parts of a policy statement that the evaluation reads. */
export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: OneOrMany<string>;
  NotAction?: OneOrMany<string>;
  Resource?: OneOrMany<string>;
  NotResource?: OneOrMany<string>;
  Principal?: string | Record<string, OneOrMany<string>>;
  Condition?: PolicyConditions;
}

export interface PolicyDocument {
  Version?: string;
  Statement: OneOrMany<PolicyStatement>;
}

export function listOf<T>(value: OneOrMany<T> | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
