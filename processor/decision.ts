import type { ChannelFlowContext } from './context';
import { ChannelFlowProcessorError, typeName } from './error';
import type { ChannelFlowMessage, MessageAttributes, PushNotification } from './message';
import { isPlain, whatIsGiven } from './settings';

/**
 * Decides what happens to a message. It can be called twice for one message, because messages are delivered at least
 * once. Only the first decision that reaches the service counts.
 */
export type Decider = (
  message: ChannelFlowMessage,
  context: ChannelFlowContext,
) => Decision | PromiseLike<Decision>;

/** What happens to a message: the value of {@link allow}, {@link deny} or {@link update}. */
export type Decision = DecisionWithoutChanges | DecisionWithChanges;

/** The message is sent as it is, or to nobody. */
export interface DecisionWithoutChanges {
  /** What happens to the message. */
  readonly action: 'allow' | 'deny';
}

/** The message is sent with changes. */
export interface DecisionWithChanges {
  /** What happens to the message. */
  readonly action: 'update';
  /** The parts of the message that are replaced. */
  readonly changes: MessageChanges;
}

/** The parts of a message that a processor can replace. Parts that you leave out stay unchanged. */
export interface MessageChanges {
  /**
   * The text of the message: 1 to 4,096 bytes in UTF-8.
   *
   * @default - unchanged
   */
  readonly content?: string;
  /**
   * The metadata of the message: at most 1,024 bytes in UTF-8, without line breaks. An empty string clears it.
   *
   * @default - unchanged
   */
  readonly metadata?: string;
  /**
   * The push notification of the message, replaced as a whole.
   *
   * @default - unchanged
   */
  readonly pushNotification?: PushNotification;
  /**
   * The attributes of the message, replaced as a whole: names of 1 to 64 characters, values of 1 to 512.
   *
   * @default - unchanged
   */
  readonly messageAttributes?: MessageAttributes;
  /**
   * The content type of the message: at most 45 characters.
   *
   * @default - unchanged
   */
  readonly contentType?: string;
}

/** Lets the message through unchanged. */
export function allow(): Decision {
  return { action: 'allow' };
}

/** Denies the message: recipients don't see it, and the sender sees it as denied. */
export function deny(): Decision {
  return { action: 'deny' };
}

/**
 * Lets the message through with changes.
 *
 * An update that changes nothing, or that exceeds the limits, is not a valid decision: `onError` applies.
 */
export function update(changes: MessageChanges): Decision {
  return { action: 'update', changes };
}

/** The decision that a decider returned. It is checked where the service would report only that the request is invalid. */
export function checkedDecision(value: unknown): Decision {
  const { action, changes } = Object(value) as Record<string, unknown>;
  if (action === 'allow' || action === 'deny') return { action };
  if (action !== 'update') {
    fail('decide', 'return allow(), deny() or update()', typeName(value));
  }
  if (!isPlain(changes)) failToChange(typeName(changes));
  const given = whatIsGiven(changes as MessageChanges);
  // A processor that masks content must not let it through because its mask is `undefined`.
  if (Object.keys(given).length === 0) failToChange('nothing');
  for (const [name, change] of Object.entries(given)) {
    if (name.includes('.')) failToChange(ANOTHER_NAME); // the name is that of a property of a notification
    checkChange(name, change);
  }
  return update(given);
}

/** The minimum and maximum number of characters or bytes. */
type Limits = readonly [min: number, max: number];

/**
 * How long each text may be. Content and metadata are counted in bytes: the service documents limits of 4 KB and 1 KB,
 * but its model counts characters and has no upper limit for the content of a callback. These limits satisfy both.
 */
const LIMITS: Readonly<Record<string, Limits>> = {
  content: [1, 4096],
  metadata: [0, 1024],
  contentType: [0, 45],
  'pushNotification.title': [1, 50],
  'pushNotification.body': [1, 150],
  'pushNotification.type': [4, 7],
  messageAttributes: [1, 512],
};
const ATTRIBUTE_NAME: Limits = [1, 64];
/** The name could be the content of the message, so the error does not quote it. */
const ANOTHER_NAME = 'another name';

function failToChange(got: string): never {
  return fail('update', `change ${Object.keys(LIMITS).join(', ')}`, got);
}

function checkChange(name: string, change: unknown): void {
  const isAttributes = name === 'messageAttributes';
  if (!isAttributes && name !== 'pushNotification') return checkText(name, change);
  if (!isPlain(change)) return fail(name, 'be an object', typeName(change));
  for (const [part, value] of Object.entries(whatIsGiven(change))) {
    if (!isAttributes) {
      checkText(`${name}.${part}`, value);
    } else if (!Array.isArray(value)) {
      fail(name, 'hold lists', typeName(value));
    } else {
      checkText('name', part, ATTRIBUTE_NAME);
      for (const text of value) checkText(name, text);
    }
  }
}

function checkText(name: string, text: unknown, [min, max] = limitsOf(name)): void {
  if (typeof text !== 'string') return fail(name, 'be a string', typeName(text));
  const isLong = max > 1000;
  const length = isLong ? Buffer.byteLength(text) : [...text].length;
  if (length < min || length > max) {
    fail(name, `have ${min} to ${max} ${isLong ? 'bytes' : 'characters'}`, length);
  }
  // the pattern for these in the service's model
  if (/^metadata|title$/.test(name) && !/^.*$/.test(text)) fail(name, 'be one line', 'several');
}

function limitsOf(name: string): Limits {
  return Object.hasOwn(LIMITS, name) ? LIMITS[name]! : failToChange(ANOTHER_NAME);
}

/** Reports only the type or length of the value, because it may be the content of the message. */
function fail(what: string, rule: string, got: string | number): never {
  throw new ChannelFlowProcessorError('InvalidDecision', `'${what}' must ${rule}, got ${got}`);
}
