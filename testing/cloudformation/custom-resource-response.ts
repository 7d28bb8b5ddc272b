import { isObject } from '../inputs';

/** The request to a custom resource, without the `ResponseURL`. */
export interface CustomResourceRequest {
  /** The action that the resource must take. */
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** The id of the request. */
  readonly RequestId: string;
  /** The ARN of the stack. */
  readonly StackId: string;
  /** The logical id of the resource. */
  readonly LogicalResourceId: string;
  /** The type of the resource, such as `Custom::ChimeChannelFlow`. */
  readonly ResourceType: string;
  /** The physical id of the resource. `Create` has none. */
  readonly PhysicalResourceId?: string;
  /** The properties of the resource, with all scalars as text. */
  readonly ResourceProperties: Record<string, unknown>;
  /** The properties before the update. Only `Update` has them. */
  readonly OldResourceProperties?: Record<string, unknown>;
}

/** A valid response to a request. */
export interface CustomResourceResponse {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string;
  readonly physicalId: string;
  readonly data: Record<string, unknown>;
  readonly noEcho: boolean;
}

const MAXIMUM_PHYSICAL_ID_BYTES = 1024;

/**
 * Reads a response as strictly as CloudFormation does.
 *
 * @throws Error that describes the problem with it
 */
export function parseResponse(
  body: string | undefined,
  request: CustomResourceRequest,
): CustomResourceResponse {
  if (body === undefined) throw invalid('it is longer than 4096 bytes');
  const response = parseJson(body);

  for (const key of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (response[key] !== request[key]) throw invalid(`its ${key} is not that of the request`);
  }
  const { Status: status, Reason: reason, Data: data = {} } = response;
  if (status !== 'SUCCESS' && status !== 'FAILED') throw invalid('its Status is neither SUCCESS nor FAILED');
  if (status === 'FAILED' && typeof reason !== 'string') throw invalid('it has no Reason');
  if (data !== null && !isObject(data)) throw invalid('its Data is not an object');
  return {
    status,
    reason: String(reason ?? ''),
    physicalId: physicalIdOf(response.PhysicalResourceId),
    data: data ?? {},
    noEcho: String(response.NoEcho) === 'true',
  };
}

function physicalIdOf(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalid('it has no PhysicalResourceId');
  if (Buffer.byteLength(value) > MAXIMUM_PHYSICAL_ID_BYTES) {
    throw invalid(`its PhysicalResourceId is longer than ${MAXIMUM_PHYSICAL_ID_BYTES} bytes`);
  }
  return value;
}

function parseJson(body: string): Record<string, unknown> {
  let response: unknown;
  try {
    response = JSON.parse(body);
  } catch {
    throw invalid('it is not JSON');
  }
  if (!isObject(response)) throw invalid('it is not a JSON object');
  return response;
}

function invalid(problem: string): Error {
  return new Error(`invalid response from the custom resource: ${problem}`);
}
