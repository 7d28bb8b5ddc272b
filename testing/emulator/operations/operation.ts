import type { ServiceContext } from './context';
import type { Members, StructureOf } from '../model';
import type { ServiceError } from '../service-error';

/** An operation of the service: its HTTP request, who may call it, and its effect. */
export interface Operation<M extends Members = Members, O extends object = object> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * Segments in braces are members of the input. A query parameter distinguishes operations with the same method and
   * path: `/channels?scope=channel-flow-associations`.
   */
  readonly path: string;
  /** Query parameters that are members of the input. */
  readonly query?: Readonly<Record<string, string>>;
  /** The status of a successful response; 204 has no body. */
  readonly statusCode: 200 | 201 | 204;
  /** `ChimeBearer` comes from a header, members named in path and query from there, and all others from the body. */
  readonly input: M;
  /** Actions that the service takes on the caller's behalf, and that IAM must also allow the caller. */
  readonly dependents?: Dependents<M>;
  /** The ARNs of all resources that IAM must allow the action on. */
  resources(input: StructureOf<M>, ctx: ServiceContext): string[];
  /** Executes the operation synchronously, so that requests never see each other half done. */
  handle(ctx: ServiceContext, input: StructureOf<M>): O;
}

/** Actions of other services that an operation includes. */
export interface Dependents<M extends Members = Members> {
  actions(input: StructureOf<M>, ctx: ServiceContext): DependentAction[];
  /** The error for a caller who may not perform them. */
  refusal(ctx: ServiceContext): ServiceError;
}

export interface DependentAction {
  /** Such as `kinesis:PutRecord`. */
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the call. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Defines an operation, and types the input of its handler. */
export function operation<const M extends Members, O extends object>(
  definition: Operation<M, O>,
): Operation<M, O> {
  return definition;
}

/** The header that names the user or bot that makes a call. */
export const BEARER_HEADER = 'x-amz-chime-bearer';
export const BEARER_MEMBER = 'ChimeBearer';

/** The members of an input that are in the path. */
export function pathMembers(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}
