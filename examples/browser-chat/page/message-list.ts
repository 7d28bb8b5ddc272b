import type { ChatMessage } from './chat';

const NOTES = {
  SENT: '',
  PENDING: 'waiting for moderation',
  DENIED: 'denied by moderation: only you see this',
  FAILED: 'not sent: moderation failed',
};

/** The messages on the page, in the order in which they arrived. */
export class MessageList {
  private readonly items = new Map<string, HTMLLIElement>();

  public constructor(
    private readonly list: HTMLElement,
    private readonly userArn: string,
  ) {}

  /** Adds a message, or updates an existing one. */
  public show({ MessageId, Sender, Content, Redacted, Status }: ChatMessage): void {
    const item = this.items.get(MessageId) ?? this.add(MessageId);
    item.classList.toggle('own', Sender.Arn === this.userArn);
    item.dataset.status = Status.Value;
    // As text, because user input must never be treated as HTML.
    item.replaceChildren(
      paragraph('sender', Sender.Name),
      paragraph('content', Redacted ? '(redacted)' : (Content ?? '')),
      paragraph('note', NOTES[Status.Value]),
    );
    item.scrollIntoView({ block: 'nearest' });
  }

  public remove(messageId: string): void {
    this.items.get(messageId)?.remove();
    this.items.delete(messageId);
  }

  private add(messageId: string): HTMLLIElement {
    const item = document.createElement('li');
    this.items.set(messageId, item);
    this.list.append(item);
    return item;
  }
}

function paragraph(className: string, text: string): HTMLParagraphElement {
  const made = document.createElement('p');
  made.className = className;
  made.textContent = text;
  return made;
}
