import type { ServiceContext } from './context';
import type { Members, StructureOf } from '../model';
import type { ServiceError } from '../service-error';

/** An operation of the service: how it looks on the wire, who may call it, what it does. */
export interface Operation<M extends Members = Members, O extends object = object> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * Segments in braces are members of the input. A query parameter tells operations apart that share method and path:
   * `/channels?scope=channel-flow-associations`.
   */
  readonly path: string;
  /** Query parameters that are members of the input. */
  readonly query?: Readonly<Record<string, string>>;
  /** Of a successful response; 204 has no body. */
  readonly statusCode: 200 | 201 | 204;
  /** `ChimeBearer` comes in a header, members named in path and query from there, all others in the body. */
  readonly input: M;
  /** What the service does for the caller elsewhere, and IAM must allow the caller as well. */
  readonly dependents?: Dependents<M>;
  /** The ARNs of everything that IAM must allow the action on. */
  resources(input: StructureOf<M>, ctx: ServiceContext): string[];
  /** Does the work at once, so that requests never see each other's half. */
  handle(ctx: ServiceContext, input: StructureOf<M>): O;
}

/** Actions of other services that belong to an operation. */
export interface Dependents<M extends Members = Members> {
  actions(input: StructureOf<M>, ctx: ServiceContext): DependentAction[];
  /** What the operation refuses a caller with who may not do them. */
  refusal(ctx: ServiceContext): ServiceError;
}

export interface DependentAction {
  /** Such as `kinesis:PutRecord`. */
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the call. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Defines an operation; gives its handler the types of its input. */
export function operation<const M extends Members, O extends object>(
  definition: Operation<M, O>,
): Operation<M, O> {
  return definition;
}

/** The header that says on whose behalf a call is made. */
export const BEARER_HEADER = 'x-amz-chime-bearer';
export const BEARER_MEMBER = 'ChimeBearer';

/** The members of an input that come in the path. */
export function pathMembers(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}
