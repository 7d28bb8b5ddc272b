/** The properties that `CreateChannel` does not have. */
const OWN = ['channelFlowArn', 'members', 'moderators'];

/** The properties of `CreateChannel`, which may gain more. */
const OF_CREATE_CHANNEL = [
  'AppInstanceArn',
  'ChannelId',
  'ChimeBearer',
  'ClientRequestToken',
  'ElasticChannelConfiguration',
  'ExpirationSettings',
  'Metadata',
  'Mode',
  'Name',
  'Privacy',
  'Tags',
];

/** Checks for mistakes that the service would find only after creating the channel, or that would let people in before the flow. */
export function validateInputs(client: unknown, channel: unknown): void {
  const { send } = Object(client) as { send?: unknown };
  demand("'client'", 'a ChimeSDKMessagingClient', client, typeof send === 'function');
  const isObject = Object.prototype.toString.call(channel) === '[object Object]';
  demand("'channel'", "an object with 'AppInstanceArn' and 'channelFlowArn'", channel, isObject);
  const given = channel as Partial<Record<string, unknown>>;
  for (const name of Object.keys(given)) validateName(name);
  const { AppInstanceArn, channelFlowArn } = given;
  demand("'AppInstanceArn'", 'a string', AppInstanceArn, isText(AppInstanceArn));
  demand(
    "'channelFlowArn'",
    `the ARN of a channel flow in ${String(AppInstanceArn)}`,
    channelFlowArn,
    isText(channelFlowArn) && channelFlowArn.startsWith(`${String(AppInstanceArn)}/channel-flow/`),
  );
  for (const name of ['members', 'moderators'] as const) {
    const arns = given[name];
    const areTexts = Array.isArray(arns) && [...(arns as unknown[])].every(isText);
    demand(`'${name}'`, 'a list of ARNs', arns, arns === undefined || areTexts);
  }
}

/** The client silently drops unknown properties, such as one in another spelling: a channel could then be empty, or open to all. */
function validateName(name: string): void {
  if (name === 'MemberArns' || name === 'ModeratorArns') {
    const instead = name === 'MemberArns' ? 'members' : 'moderators';
    throw new Error(`'${name}' must not be set, as they would be there before the flow: use '${instead}'`);
  }
  const known = [...OWN, ...OF_CREATE_CHANNEL];
  const meant = known.find((candidate) => plain(candidate) === plain(name));
  if (meant !== undefined && !known.includes(name)) {
    throw new Error(`'${name}' is unknown: did you mean '${meant}'?`);
  }
}

/** The common form of a name's spellings: `Members`, `member`, `memberArns` and `member_arns` mean the same. */
function plain(name: string): string {
  const letters = name.replace(/_/g, '').toLowerCase();
  return letters.replace(/^(member|moderator)(s|arns?)$/, '$1').replace(/s$/, '');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function demand(property: string, rule: string, value: unknown, holds: boolean): void {
  if (holds) return;
  throw new Error(`${property} must be ${rule}, got ${shown(value)}`);
}

/** Not every object can be converted to a string. */
function shown(value: unknown): string {
  if (Object(value) === value) return typeof value;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
