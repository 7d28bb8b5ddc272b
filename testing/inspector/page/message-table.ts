import { byId, element, type Attributes, type Child } from './dom';
import { pathOf } from './path';
import { counted, newestOf, numberOf, timeOf } from './words';
import type { MessageTrace } from '../../emulator/state';
import { SHOWN } from '../update';

interface Row {
  readonly element: HTMLTableRowElement;
  message: MessageTrace;
}

/** The latest messages, the newest first. Selecting one shows its details. */
export class MessageTable {
  /** By the number of the message, the oldest first. */
  private readonly rows = new Map<number, Row>();
  private readonly body = byId<HTMLTableElement>('messages').tBodies[0]!;
  private selected: number | undefined;

  public constructor(
    private readonly nameOf: (arn: string) => string,
    private readonly onSelect: (message: MessageTrace | undefined) => void,
  ) {
    this.body.addEventListener('click', (event) => {
      const row = (event.target as Element).closest('tr')!;
      this.select(Number(row.dataset.number));
    });
  }

  /** Shows messages that are new or have changed. */
  public update(messages: readonly MessageTrace[], total: number): void {
    for (const message of messages) this.put(message);
    for (const number of [...this.rows.keys()].slice(0, -SHOWN)) this.drop(number);
    this.arrangeFocus();
    byId('count').textContent =
      total > this.rows.size
        ? `the latest ${this.rows.size} of ${numberOf(total)}`
        : counted(total, 'message');
    byId('empty').hidden = total > 0;
  }

  public clear(): void {
    this.rows.clear();
    this.body.replaceChildren();
    this.select(undefined);
  }

  public find(messageId: string): MessageTrace | undefined {
    return [...this.rows.values()].find(({ message }) => message.messageId === messageId)?.message;
  }

  /** Selects the message this many rows further down, and moves the focus there. */
  public move(rows: number): void {
    const numbers = [...this.rows.keys()].reverse();
    if (numbers.length === 0) return;
    const focused = document.activeElement?.closest('tr')?.dataset.number;
    const current = numbers.indexOf(this.selected ?? Number(focused));
    const place = current < 0 ? 0 : Math.min(Math.max(current + rows, 0), numbers.length - 1);
    this.select(numbers[place]);
    this.focus();
  }

  /** Moves the focus to the message that the Tab key leads to; without one, just removes it from where it is. */
  public enter(): void {
    (document.activeElement as HTMLElement | null)?.blur();
    this.body.querySelector<HTMLElement>('button[tabindex="0"]')?.focus();
  }

  /** Closes the details; from within them, the focus returns to the message. */
  public deselect(): void {
    if (byId('details').contains(document.activeElement)) this.focus();
    this.select(undefined);
  }

  private focus(): void {
    this.rows.get(this.selected!)?.element.querySelector('button')!.focus();
  }

  private put(message: MessageTrace): void {
    const known = this.rows.get(message.number);
    if (!known) {
      const row = element('tr', { role: 'row', 'data-number': String(message.number) });
      row.append(...this.cells(message));
      this.rows.set(message.number, { element: row, message });
      return this.body.prepend(row);
    }
    known.message = message;
    const hadFocus = known.element.contains(document.activeElement);
    known.element.replaceChildren(...this.cells(message));
    if (hadFocus) known.element.querySelector('button')!.focus();
    if (message.number === this.selected) this.onSelect(message);
  }

  private drop(number: number): void {
    if (number === this.selected) this.selected = undefined; // its details stay open for anyone who is reading them
    this.rows.get(number)!.element.remove();
    this.rows.delete(number);
  }

  private select(number: number | undefined): void {
    this.rows.get(this.selected!)?.element.removeAttribute('aria-current');
    this.selected = number;
    const row = this.rows.get(number!);
    row?.element.setAttribute('aria-current', 'true');
    this.arrangeFocus();
    this.onSelect(row?.message);
  }

  /** Only one row is in the tab order: the selected one, or else the newest. */
  private arrangeFocus(): void {
    const entry = this.selected === undefined ? this.body.rows[0] : this.rows.get(this.selected)?.element;
    for (const row of this.body.rows) row.querySelector('button')!.tabIndex = row === entry ? 0 : -1;
  }

  private cells(message: MessageTrace): HTMLTableCellElement[] {
    const version = newestOf(message);
    const { removed, channelArn, senderArn, versions } = message;
    const time = element('button', { type: 'button', 'aria-controls': 'details' }, timeOf(versions[0]!.at));
    const notes = [
      ...(versions.length > 1 ? [counted(versions.length - 1, 'edit')] : []),
      ...(removed ? [removed.toLowerCase()] : []),
    ];
    return [
      cell({ class: 'time' }, time),
      cell({ title: channelArn }, this.nameOf(channelArn)),
      cell({ title: senderArn }, this.nameOf(senderArn)),
      cell({ class: 'content' }, element('span', {}, version.content)),
      cell(
        {},
        element('span', { class: 'badge', 'data-status': version.status }, version.status),
        ...notes.map((note) => element('span', { class: 'note' }, note)),
      ),
      cell({ class: 'way' }, pathOf(version)),
    ];
  }
}

/** With an explicit role: on a narrow page, rows become cards, and a cell would lose its role. */
function cell(attributes: Attributes, ...children: Child[]): HTMLTableCellElement {
  return element('td', { role: 'cell', ...attributes }, ...children);
}
