/**
 * The shapes of the service model as data: the validator checks requests against them, and handlers get typed inputs
 * from them. The constraints are those of the service's API reference.
 */
export type Shape<T = unknown> = ShapeData & { readonly [type]?: T };

/** A member of a structure that may be left out. */
export type OptionalShape<T = unknown> = Shape<T> & { readonly optional: true };

export type ShapeData =
  StringShape | IntegerShape | BooleanShape | TimestampShape | ListShape | MapShape | StructureShape;

export interface StringShape {
  readonly kind: 'string';
  /** In code points. */
  readonly min?: number;
  readonly max?: number;
  /** In UTF-8. */
  readonly maxBytes?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}

export interface IntegerShape {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
}

export interface BooleanShape {
  readonly kind: 'boolean';
}

/** Epoch seconds in a body, ISO 8601 in a query string. */
export interface TimestampShape {
  readonly kind: 'timestamp';
}

export interface ListShape {
  readonly kind: 'list';
  readonly of: Shape;
  readonly min: number;
  readonly max: number;
}

export interface MapShape {
  readonly kind: 'map';
  readonly key: Shape<string>;
  readonly value: Shape;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly members: Members;
}

export type Members = Readonly<Record<string, Shape>>;

declare const type: unique symbol;

/** The type that a handler gets for a shape. */
export type TypeOf<S> = S extends { readonly [type]?: infer T } ? Exclude<T, undefined> : never;

/** The type that a handler gets for the members of a structure. */
export type StructureOf<M extends Members> = Simplify<
  { readonly [K in keyof M as M[K] extends { optional: true } ? never : K]: TypeOf<M[K]> } & {
    readonly [K in keyof M as M[K] extends { optional: true } ? K : never]?: TypeOf<M[K]>;
  }
>;

type Simplify<T> = { [K in keyof T]: T[K] };

export function string(constraints: Omit<StringShape, 'kind' | 'oneOf'> = {}): Shape<string> {
  return { kind: 'string', ...constraints };
}

export function enumeration<const V extends string>(...oneOf: V[]): Shape<V> {
  return { kind: 'string', oneOf };
}

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return { kind: 'integer', min, max };
}

export function boolean(): Shape<boolean> {
  return { kind: 'boolean' };
}

export function timestamp(): Shape<Date> {
  return { kind: 'timestamp' };
}

export function list<T>(of: Shape<T>, min: number, max: number): Shape<readonly T[]> {
  return { kind: 'list', of, min, max };
}

export function map<T>(key: Shape<string>, value: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return { kind: 'map', key, value };
}

export function structure<M extends Members>(members: M): Shape<StructureOf<M>> {
  return { kind: 'structure', members };
}

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { ...shape, optional: true };
}

/** A member that the service requires but SDKs fill in, so callers may omit it. */
export function filledIn<T>(shape: Shape<T>): OptionalShape<T> {
  return shape as OptionalShape<T>;
}

export function isOptional(shape: Shape): boolean {
  return 'optional' in shape;
}
