import type { ChannelFlowContext } from './context';
import { ChannelFlowProcessorError, typeName } from './error';
import type { ChannelFlowMessage, MessageAttributes, PushNotification } from './message';
import { isPlain } from './settings';

/**
 * Decides what happens to a message. It may be called twice for one message, because delivery is at least once; only
 * the first decision that reaches the service counts.
 */
export type Decider = (
  message: ChannelFlowMessage,
  context: ChannelFlowContext,
) => Decision | PromiseLike<Decision>;

/** What happens to a message: the value of {@link allow}, {@link deny} or {@link update}. */
export type Decision =
  | { readonly action: 'allow' }
  | { readonly action: 'deny' }
  | { readonly action: 'update'; readonly changes: MessageChanges };

/** The parts of a message that a processor can replace; what is left out stays as it was. */
export interface MessageChanges {
  /**
   * The text of the message: 1 to 4,096 bytes in UTF-8.
   *
   * @default - stays as it was
   */
  readonly content?: string;
  /**
   * The metadata of the message: at most 1,024 bytes in UTF-8, without line breaks. An empty string clears it.
   *
   * @default - stays as it was
   */
  readonly metadata?: string;
  /**
   * The push notification of the message, replaced as a whole.
   *
   * @default - stays as it was
   */
  readonly pushNotification?: PushNotification;
  /**
   * The attributes of the message, replaced as a whole: names of 1 to 64 characters, values of 1 to 512.
   *
   * @default - stay as they were
   */
  readonly messageAttributes?: MessageAttributes;
  /**
   * The content type of the message: at most 45 characters.
   *
   * @default - stays as it was
   */
  readonly contentType?: string;
}

/** Lets the message through as it is. */
export function allow(): Decision {
  return { action: 'allow' };
}

/** Keeps the message from its recipients; the sender sees it as denied. */
export function deny(): Decision {
  return { action: 'deny' };
}

/**
 * Lets the message through with changes.
 *
 * An update that changes nothing, or goes beyond the limits, is no valid decision: `onError` applies.
 */
export function update(changes: MessageChanges): Decision {
  return { action: 'update', changes };
}

/**
 * The decision that a decider returned, checked as far as the service would only answer that the request is bad. The texts
 * in push notifications and attributes are not measured: that would take a tenth of the room that the runtime may have.
 */
export function checkedDecision(value: unknown): Decision {
  const { action, changes } = Object(value) as Record<string, unknown>;
  if (action === 'allow' || action === 'deny') return { action };
  if (action !== 'update') {
    fail(`the decider must return allow(), deny() or update(), got ${typeName(value)}`);
  }
  if (!isPlain(changes)) failToChange(typeName(changes));
  const given = Object.entries(changes as object).filter(([, change]) => change !== undefined);
  // A processor that masks content must not let it through because the mask came out as nothing.
  if (given.length === 0) failToChange('nothing');
  for (const [name, change] of given) checkChange(name, change);
  return update(Object.fromEntries(given));
}

/**
 * From and to how many bytes. The service documents 4 KB of content and 1 KB of metadata, its model counts characters
 * and has no upper limit for the content of a callback: within so many bytes, both hold. The service says how long the
 * parts of the others may be.
 */
const LIMITS: { [name in keyof Required<MessageChanges>]: readonly [number, number] | undefined } = {
  content: [1, 4096],
  metadata: [0, 1024],
  pushNotification: undefined,
  messageAttributes: undefined,
  contentType: [0, 45],
};

const CHANGES = Object.keys(LIMITS).join(', ');

function failToChange(got: string): never {
  return fail(`update() must change ${CHANGES}, got ${got}`);
}

function checkChange(name: string, change: unknown): void {
  if (!Object.hasOwn(LIMITS, name)) failToChange('another name');
  const limits = LIMITS[name as keyof MessageChanges];
  if (!limits) return checkObject(name, change);
  if (typeof change !== 'string') return fail(`'${name}' must be a string, got ${typeName(change)}`);
  const [min, max] = limits;
  const bytes = Buffer.byteLength(change);
  if (bytes < min || bytes > max) fail(`'${name}' must have ${min} to ${max} bytes, got ${bytes}`);
  // the pattern that the model of the service has for it
  if (name === 'metadata' && !/^.*$/.test(change)) fail("'metadata' must be one line");
}

/** What has not the right shape would reach the service as nothing, or fail on its way, where nobody could tell why. */
function checkObject(name: string, change: unknown): void {
  const hasLists = name === 'messageAttributes';
  const isRight = (part: unknown) =>
    part === undefined ||
    (Array.isArray(part) === hasLists && [part].flat().every((text) => typeof text === 'string'));
  if (!isPlain(change) || !Object.values(change).every(isRight)) {
    fail(`'${name}' must be an object of ${hasLists ? 'lists of ' : ''}strings`);
  }
}

function fail(message: string): never {
  throw new ChannelFlowProcessorError('InvalidDecision', message);
}
