import type { ChannelFlowMessage } from './message';
import { check, isPlain, type Rule } from './settings';

/** One of the messages that an Amazon Lex V2 bot responds with, with the field names of Lex. */
export interface LexMessage {
  /** @default - a card has no content */
  readonly Content?: string;
  /** `PlainText`, `CustomPayload`, `SSML` or `ImageResponseCard`. */
  readonly ContentType?: string;
  /** @default - no card */
  readonly ImageResponseCard?: LexImageResponseCard;
}

/** A card with buttons. */
export interface LexImageResponseCard {
  /** The title. */
  readonly Title: string;
  /**
   * The subtitle.
   *
   * @default - no subtitle
   */
  readonly Subtitle?: string;
  /**
   * The URL of the image.
   *
   * @default - no image
   */
  readonly ImageUrl?: string;
  /**
   * The buttons.
   *
   * @default - no buttons
   */
  readonly Buttons?: readonly LexButton[];
}

/** A button of a card. */
export interface LexButton {
  /** The text on the button. */
  readonly Text: string;
  /** The text that is sent when the user presses the button. */
  readonly Value: string;
}

const aMessage: Rule = [
  'the message that a decider gets',
  (value) => {
    const { content, sender } = Object(value) as Partial<ChannelFlowMessage>;
    return typeof content === 'string' && isPlain(sender);
  },
];

const LEX_MESSAGES = 'application/amz-chime-lex-msgs';

/**
 * The messages in the response of an Amazon Lex V2 bot, whose content is JSON (`{"Messages": […]}`), which some bots
 * URL-encode. Use this to find the text that users see.
 *
 * The service does not document whether the event includes the content type, so a bot's message without one is also
 * read.
 *
 * @returns `undefined` if the message is not such a response: the message of a user, or an error from Lex
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/process-response.html
 */
export function lexMessages(
  message: Pick<ChannelFlowMessage, 'content' | 'contentType' | 'sender'>,
): readonly LexMessage[] | undefined {
  check("'message'", message, aMessage);
  const { content, contentType = LEX_MESSAGES, sender } = message;
  if (sender.kind !== 'bot' || contentType !== LEX_MESSAGES) return undefined;
  return messagesIn(() => content) ?? messagesIn(() => decodeURIComponent(content));
}

/** `undefined` if the text is not the JSON that Lex sends. */
function messagesIn(read: () => string): readonly LexMessage[] | undefined {
  try {
    const { Messages } = Object(JSON.parse(read())) as { Messages?: unknown };
    return Array.isArray(Messages) && Messages.every(isPlain) ? (Messages as LexMessage[]) : undefined;
  } catch {
    return undefined;
  }
}
