/** What CloudFormation sends to the provider function of a custom resource. */
export interface Request {
  readonly RequestType: string;
  readonly RequestId: string;
  /** Where the answer goes. It is a credential: whoever has it can answer. */
  readonly ResponseURL: string;
  /** When it was sent, in milliseconds since 1970, as far as the ResponseURL says. */
  readonly sentAt: number | undefined;
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
    sentAt: readSentAt(new URL(text('ResponseURL'))),
    StackId: text('StackId'),
    LogicalResourceId: text('LogicalResourceId'),
    ResourceType: text('ResourceType'),
    PhysicalResourceId: text('PhysicalResourceId'),
    ResourceProperties: fields.ResourceProperties,
    OldResourceProperties: fields.OldResourceProperties,
  };
}

/** CloudFormation signs the address when it sends the request: `X-Amz-Date=20261128T101500Z`. */
function readSentAt({ searchParams }: URL): number | undefined {
  const iso = searchParams
    .get('X-Amz-Date')
    ?.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  return Date.parse(iso ?? '') || undefined;
}
