/** A request from CloudFormation to the provider function of a custom resource. */
export interface Request {
  readonly RequestType: string;
  readonly RequestId: string;
  /** Where the response goes. It is a credential: anyone who has it can respond. */
  readonly ResponseURL: string;
  /** When the request was sent, in milliseconds since 1970, if the ResponseURL shows it. */
  readonly sentAt: number | undefined;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  /** Empty on Create. */
  readonly PhysicalResourceId: string;
  readonly ResourceProperties: unknown;
  readonly OldResourceProperties: unknown;
}

/** The text fields of a request. A field that is missing is read as empty. */
const TEXTS = [
  'RequestType',
  'RequestId',
  'ResponseURL',
  'StackId',
  'LogicalResourceId',
  'ResourceType',
  'PhysicalResourceId',
] as const;

/**
 * Reads the head of an event. The resource types decode its properties.
 *
 * @throws if the event has no URL to respond to, because then nobody can be informed
 */
export function readRequest(event: unknown): Request {
  const { ResourceProperties, OldResourceProperties, ...fields } = (event ?? {}) as Record<string, unknown>;
  const texts = Object.fromEntries(
    TEXTS.map((name) => [name, typeof fields[name] === 'string' ? fields[name] : '']),
  ) as Record<(typeof TEXTS)[number], string>;
  if (!URL.canParse(texts.ResponseURL)) {
    throw new Error('the event is not a CloudFormation request: it has no valid ResponseURL');
  }
  const sentAt = readSentAt(new URL(texts.ResponseURL));
  return { ...texts, sentAt, ResourceProperties, OldResourceProperties };
}

/** CloudFormation signs the URL when it sends the request: `X-Amz-Date=20261128T101500Z`. */
function readSentAt({ searchParams }: URL): number | undefined {
  const iso = searchParams
    .get('X-Amz-Date')
    ?.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  return Date.parse(iso ?? '') || undefined;
}
