/** The part of a request that the resources use. */
export interface ControlRequest {
  /** The names in the path, decoded. */
  readonly names: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON object in the body; empty if there is no body. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type Resource = (request: ControlRequest) => object | Promise<object>;
