/** What CloudFormation sends to the provider function of a custom resource. */
export interface Request {
  readonly RequestType: string;
  readonly RequestId: string;
  /** Where the answer goes. It is a credential: whoever has it can answer. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  /** Empty on Create. */
  readonly PhysicalResourceId: string;
  readonly ResourceProperties: unknown;
  readonly OldResourceProperties: unknown;
}

/**
 * Reads the head of an event; properties are decoded by the resource types.
 *
 * @throws if the event names no place to answer to: then there is nobody who could be told
 */
export function readRequest(event: unknown): Request {
  const fields = (event ?? {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  if (!URL.canParse(text('ResponseURL'))) {
    throw new Error('the event is not a CloudFormation request: it has no valid ResponseURL');
  }
  return {
    RequestType: text('RequestType'),
    RequestId: text('RequestId'),
    ResponseURL: text('ResponseURL'),
    StackId: text('StackId'),
    LogicalResourceId: text('LogicalResourceId'),
    ResourceType: text('ResourceType'),
    PhysicalResourceId: text('PhysicalResourceId'),
    ResourceProperties: fields.ResourceProperties,
    OldResourceProperties: fields.OldResourceProperties,
  };
}
