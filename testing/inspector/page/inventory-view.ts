import { byId, element, type Child } from './dom';
import { idOf, numberOf } from './words';
import type { ChannelFlowInventory } from '../../emulator/state';
import type { AppInstanceView, ChannelView } from '../update';

type NameOf = (arn: string) => string;

/** Shows the app instances, with their channels, members, and flows. */
export function showInventory(appInstances: readonly AppInstanceView[], nameOf: NameOf): void {
  const inventory = byId('inventory');
  const sections = appInstances.map((appInstance) => appInstanceOf(appInstance, nameOf));
  const none = element('p', { class: 'quiet' }, 'There is no app instance yet.');
  const restore = opened(inventory);
  inventory.replaceChildren(...(sections.length > 0 ? sections : [none]));
  restore();
}

/** Notes which details are open and focused; returns a function that opens and focuses them in the new content. */
function opened(inventory: HTMLElement): () => void {
  const open = [...inventory.querySelectorAll<HTMLElement>('details[open]')].map(
    ({ dataset }) => dataset.key,
  );
  const focused = document.activeElement?.closest<HTMLElement>('#inventory details')?.dataset.key;
  return () => {
    for (const details of inventory.querySelectorAll('details')) {
      details.open = open.includes(details.dataset.key);
      if (focused === details.dataset.key) details.querySelector('summary')!.focus();
    }
  };
}

function appInstanceOf(appInstance: AppInstanceView, nameOf: NameOf): HTMLElement {
  const { appInstanceArn, name, channels, channelCount, channelFlows, channelFlowCount } = appInstance;
  const flowNames = new Map(channelFlows.map((flow) => [flow.channelFlowArn, flow.name]));
  return element(
    'section',
    {},
    element('h2', { title: appInstanceArn }, name),
    element('h3', {}, 'Channels', howMany(channels.length, channelCount)),
    channels.length === 0 ? nothing('none') : channelTable(channels, flowNames, nameOf),
    element('h3', {}, 'Channel flows', howMany(channelFlows.length, channelFlowCount)),
    channelFlows.length === 0 ? nothing('none') : element('ul', {}, ...channelFlows.map(flowOf)),
  );
}

function channelTable(
  channels: readonly ChannelView[],
  flowNames: ReadonlyMap<string, string>,
  nameOf: NameOf,
): HTMLElement {
  const head = ['Name', 'Members', 'Flow'].map((name) => element('th', { scope: 'col' }, name));
  const rows = channels.map((channel) => {
    const { channelArn, name, channelFlowArn: flow } = channel;
    return element(
      'tr',
      {},
      element('th', { scope: 'row', title: channelArn }, name),
      element('td', { class: 'number' }, membersOf(channel, nameOf)),
      element(
        'td',
        { title: flow },
        flow === undefined ? nothing('none') : (flowNames.get(flow) ?? idOf(flow)),
      ),
    );
  });
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...rows),
  );
}

/** The number of members, which expands to the members and their roles. */
function membersOf(channel: ChannelView, nameOf: NameOf): HTMLElement {
  const { channelArn, members, hiddenMembers, moderators, memberCount } = channel;
  const items = [...new Set([...members, ...moderators])].map((arn) => {
    const roles = [
      ...(moderators.includes(arn) ? ['moderator'] : []),
      ...(hiddenMembers.includes(arn) ? ['hidden'] : []),
      ...(members.includes(arn) ? [] : ['no member']),
    ];
    const text = roles.length === 0 ? '' : ` ${roles.join(', ')}`;
    return element('li', { title: arn }, nameOf(arn), element('span', { class: 'quiet' }, text));
  });
  const hidden = element('span', { class: 'unseen' }, memberCount === 1 ? ' member' : ' members');
  return element(
    'details',
    { 'data-key': channelArn },
    element('summary', {}, numberOf(memberCount), hidden),
    element('ul', {}, ...items),
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
