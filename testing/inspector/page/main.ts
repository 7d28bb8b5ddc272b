/** The page of the inspector: it shows the events that the server sends, and sends messages. */
import { byId } from './dom';
import { showInventory } from './inventory-view';
import { showDetails } from './message-details';
import { MessageTable } from './message-table';
import { SendBox } from './send-box';
import { reportOf } from './sent-message';
import { showSessions } from './sessions-list';
import { listenForShortcuts } from './shortcuts';
import { idOf, newestOf } from './words';
import type { AppInstanceView, InspectorUpdate } from '../update';

/** The names of channels, users, and bots, by ARN. */
const names = new Map<string, string>();
/** The message that was last sent from here, until its processing ends. */
let followed: string | undefined;

const nameOf = (arn: string): string => names.get(arn) ?? idOf(arn);
const table = new MessageTable(nameOf, showDetails);
byId('close').addEventListener('click', () => table.deselect());
const sendBox = new SendBox((messageId) => {
  followed = messageId;
  report();
}, say);
listenForShortcuts({
  write: () => sendBox.focus(),
  move: (rows) => table.move(rows),
  close: () => table.deselect(),
  leave: () => table.enter(),
});

const events = new EventSource('events');
events.addEventListener('open', () => connection('live', 'live'));
events.addEventListener('error', () => connection('lost', 'not connected: is the emulator running?'));
events.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
  table.clear();
  apply(JSON.parse(data) as InspectorUpdate);
});
events.addEventListener('update', ({ data }: MessageEvent<string>) => {
  apply(JSON.parse(data) as InspectorUpdate);
});

function apply({ appInstances, sessions, messages, total }: InspectorUpdate): void {
  if (appInstances) {
    rememberNames(appInstances);
    showInventory(appInstances, nameOf);
    sendBox.offer(appInstances);
  }
  if (sessions) showSessions(sessions, nameOf);
  table.update(messages, total);
  report();
}

function rememberNames(appInstances: readonly AppInstanceView[]): void {
  for (const { channels, participants } of appInstances) {
    for (const { channelArn, name } of channels) names.set(channelArn, name);
    for (const { arn, name } of participants) names.set(arn, name ?? idOf(arn));
  }
}

function report(): void {
  const message = followed === undefined ? undefined : table.find(followed);
  if (!message) return;
  const { status } = newestOf(message);
  if (status !== 'PENDING') followed = undefined;
  say(reportOf(message), status === 'DENIED' || status === 'FAILED' ? 'problem' : 'fine');
}

function say(text: string, kind: 'fine' | 'problem'): void {
  const status = byId('status');
  status.dataset.kind = kind;
  if (status.textContent !== text) status.textContent = text;
}

function connection(state: string, text: string): void {
  const place = byId('connection');
  place.dataset.state = state;
  place.textContent = text;
}
