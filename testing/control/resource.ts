/** The part of a request that the resources use. */
export interface ControlRequest {
  /** What the path names, decoded. */
  readonly names: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON object in the body; empty without one. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type Resource = (request: ControlRequest) => object | Promise<object>;
