import { byId, element } from './dom';
import { decisionOf, durationOfStep, idOf, timeOf } from './words';
import type { MessageTrace, ProcessorStep, VersionTrace } from '../../emulator/state';

/** Shows the details of one message, or nothing. */
export function showDetails(message: MessageTrace | undefined): void {
  byId('details').hidden = message === undefined;
  byId('message').replaceChildren(...(message ? contentOf(message) : []));
}

function contentOf(message: MessageTrace): HTMLElement[] {
  const { number, messageId, channelArn, senderArn, type, persistence, removed, versions } = message;
  return [
    element('h2', {}, `Message ${number}`),
    element(
      'dl',
      {},
      ...fact('Message id', messageId),
      ...fact('Channel', channelArn),
      ...fact('Sender', senderArn),
      ...fact('Type', `${type}, ${persistence}`),
      ...(removed ? fact('Afterwards', removed) : []),
    ),
    ...versions.map(versionOf),
  ];
}

function versionOf(version: VersionTrace): HTMLElement {
  const how = version.kind === 'CREATE' ? 'Sent' : 'Edited';
  return element(
    'section',
    {},
    element('h3', {}, `${how} at ${timeOf(version.at)}`),
    element('pre', {}, version.original),
    element('ol', { class: 'steps' }, ...version.steps.map((step) => stepOf(step, version))),
    element('p', {}, element('span', { class: 'badge', 'data-status': version.status }, version.status)),
  );
}

function stepOf(step: ProcessorStep, version: VersionTrace): HTMLElement {
  const duration = durationOfStep(step);
  return element(
    'li',
    { 'data-decision': step.decision ?? 'NONE' },
    element('strong', {}, step.processorName),
    ` ${decisionOf(step, version)}${duration === '' ? '' : ` in ${duration}`}`,
    element('div', { class: 'quiet', title: step.functionArn }, `function ${idOf(step.functionArn)}`),
    ...[step.failureReason, step.functionError].flatMap((reason) =>
      reason === undefined ? [] : [element('div', { class: 'reason' }, reason)],
    ),
    ...(step.content === undefined ? [] : [element('pre', {}, step.content)]),
  );
}

function fact(name: string, value: string): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, value)];
}
