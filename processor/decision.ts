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

/** The decision that a decider returned, checked as far as the service would only answer that the request is bad. */
export function checkedDecision(value: unknown): Decision {
  const { action, changes } = Object(value) as Record<string, unknown>;
  if (action === 'allow' || action === 'deny') return { action };
  if (action !== 'update') {
    fail(`the decider must return allow(), deny() or update(), got ${typeName(value)}`);
  }
  if (!isPlain(changes)) failToChange(typeName(changes));
  const given = entries(changes as object);
  // A processor that masks content must not let it through because the mask came out as nothing.
  if (given.length === 0) failToChange('nothing');
  for (const [name, change] of given) checkChange(name, change);
  return update(Object.fromEntries(given));
}

/** From and to how many characters, or bytes. */
type Limits = readonly [min: number, max: number];

/**
 * How long each text may be. Content and metadata are counted in bytes: the service documents 4 KB and 1 KB of them, its
 * model counts characters and has no upper limit for the content of a callback; within so many bytes, both hold.
 */
const LIMITS = new Map<string, Limits>([
  ['content', [1, 4096]],
  ['metadata', [0, 1024]],
  ['contentType', [0, 45]],
  ['pushNotification.title', [1, 50]],
  ['pushNotification.body', [1, 150]],
  ['pushNotification.type', [4, 7]],
  ['messageAttributes', [1, 512]],
]);
const ATTRIBUTE_NAME: Limits = [1, 64];

function failToChange(got: string): never {
  return fail(`update() must change ${[...LIMITS.keys()].join(', ')}, got ${got}`);
}

function checkChange(name: string, change: unknown): void {
  const isAttributes = name === 'messageAttributes';
  if (!isAttributes && name !== 'pushNotification') return checkText(name, change);
  if (!isPlain(change)) return fail(`'${name}' must be an object, got ${typeName(change)}`);
  for (const [part, value] of entries(change)) {
    if (!isAttributes) {
      checkText(`${name}.${part}`, value);
    } else if (!Array.isArray(value)) {
      fail(`'${name}' must hold lists, got ${typeName(value)}`);
    } else {
      checkText('name', part, ATTRIBUTE_NAME);
      for (const text of value) checkText(name, text);
    }
  }
}

function checkText(name: string, text: unknown, limits = LIMITS.get(name)): void {
  const [min, max] = limits ?? failToChange('another name');
  if (typeof text !== 'string') return fail(`'${name}' must be a string, got ${typeName(text)}`);
  const isLong = max > 1000;
  const length = isLong ? Buffer.byteLength(text) : [...text].length;
  if (length < min || length > max) {
    fail(`'${name}' must have ${min} to ${max} ${isLong ? 'bytes' : 'characters'}, got ${length}`);
  }
  // the pattern that the model of the service has for these
  if (/^metadata|title$/.test(name) && !/^.*$/.test(text)) fail(`'${name}' must be one line`);
}

/** What is `undefined` was left out. */
function entries(parts: object): [string, unknown][] {
  return Object.entries(parts).filter(([, part]) => part !== undefined);
}

function fail(message: string): never {
  throw new ChannelFlowProcessorError('InvalidDecision', message);
}
