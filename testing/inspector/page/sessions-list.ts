import { byId, element } from './dom';
import { numberOf, timeOf } from './words';
import type { SessionsView, SessionView, SystemMessageView } from '../update';

/** Shows the open sessions, and the channel changes that they were told of, each the newest first. */
export function showSessions(
  { open, openCount, systemMessages }: SessionsView,
  nameOf: (arn: string) => string,
): void {
  const shown = open.length < openCount ? `the latest ${open.length} of ` : '';
  byId('session-count').textContent = `${shown}${numberOf(openCount)}`;
  const sessions = open.map((session) => sessionOf(session, nameOf));
  const messages = systemMessages.map((message) => systemMessageOf(message, nameOf));
  fill('#sessions ul', sessions, 'Nobody is connected.');
  fill('#system-messages ol', messages, 'No session has received a system message.');
}

function sessionOf(
  { userArn, sessionId, establishedAt }: SessionView,
  nameOf: (arn: string) => string,
): HTMLElement {
  const since = `session ${sessionId} since ${timeOf(establishedAt)}`;
  return element('li', { title: userArn }, nameOf(userArn), element('div', { class: 'quiet' }, since));
}

function systemMessageOf(
  { type, channelArn, at, recipients, recipientCount }: SystemMessageView,
  nameOf: (arn: string) => string,
): HTMLElement {
  const others = recipientCount - recipients.length;
  const names = [...recipients.map(nameOf), ...(others > 0 ? [`${numberOf(others)} more`] : [])];
  const about = `${timeOf(at)} ${nameOf(channelArn)}, to ${names.join(', ')}`;
  return element('li', { title: channelArn }, type, element('div', { class: 'quiet' }, about));
}

function fill(selector: string, items: HTMLElement[], none: string): void {
  const nothing = element('li', { class: 'quiet' }, none);
  document.querySelector(selector)!.replaceChildren(...(items.length > 0 ? items.reverse() : [nothing]));
}
