import { byId, element, type Child } from './dom';
import { idOf, numberOf } from './words';
import type { ChannelFlowInventory } from '../../emulator/state';
import type { AppInstanceView, ChannelView } from '../update';

/** Shows the app instances, with their channels and flows. */
export function showInventory(appInstances: readonly AppInstanceView[]): void {
  const sections = appInstances.map(appInstanceOf);
  const none = element('p', { class: 'quiet' }, 'There is no app instance yet.');
  byId('inventory').replaceChildren(...(sections.length > 0 ? sections : [none]));
}

function appInstanceOf(appInstance: AppInstanceView): HTMLElement {
  const { appInstanceArn, name, channels, channelCount, channelFlows, channelFlowCount } = appInstance;
  const flowNames = new Map(channelFlows.map((flow) => [flow.channelFlowArn, flow.name]));
  return element(
    'section',
    {},
    element('h2', { title: appInstanceArn }, name),
    element('h3', {}, 'Channels', howMany(channels.length, channelCount)),
    channels.length === 0 ? nothing('none') : channelTable(channels, flowNames),
    element('h3', {}, 'Channel flows', howMany(channelFlows.length, channelFlowCount)),
    channelFlows.length === 0 ? nothing('none') : element('ul', {}, ...channelFlows.map(flowOf)),
  );
}

function channelTable(channels: readonly ChannelView[], flowNames: ReadonlyMap<string, string>): HTMLElement {
  const head = ['Name', 'Members', 'Flow'].map((name) => element('th', { scope: 'col' }, name));
  const rows = channels.map(({ channelArn, name, memberCount, channelFlowArn: flow }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row', title: channelArn }, name),
      element('td', { class: 'number' }, numberOf(memberCount)),
      element(
        'td',
        { title: flow },
        flow === undefined ? nothing('none') : (flowNames.get(flow) ?? idOf(flow)),
      ),
    ),
  );
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...rows),
  );
}

function flowOf({ channelFlowArn, name, processors }: ChannelFlowInventory): HTMLElement {
  const steps = processors.map((processor) =>
    element(
      'li',
      { title: processor.functionArn },
      processor.name,
      ' ',
      element('span', { class: 'quiet' }, `fallback ${processor.fallbackAction}`),
    ),
  );
  return element('li', { title: channelFlowArn }, element('strong', {}, name), element('ol', {}, ...steps));
}

function howMany(shown: number, count: number): Child {
  return shown < count ? ` (${shown} of ${numberOf(count)})` : '';
}

function nothing(text: string): HTMLElement {
  return element('span', { class: 'quiet' }, text);
}
