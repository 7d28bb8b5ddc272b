import { createHash } from 'node:crypto';
import { countsAsAdmin, ownAppInstance } from './access';
import { channelSummary } from './channel-record';
import { operation } from './operation';
import { paginate } from './pagination';
import {
  chimeArn,
  enumeration,
  list,
  pageMembers,
  pageQuery,
  string,
  structure,
  type TypeOf,
} from '../model';
import type { Channel } from '../state';

const searchField = structure({
  Key: enumeration('MEMBERS'),
  Values: list(string({ min: 1, max: 512 }), 1, 20),
  Operator: enumeration('EQUALS', 'INCLUDES'),
});

export const channelSearchOperations = {
  SearchChannels: operation({
    method: 'POST',
    path: '/channels?operation=search',
    query: pageQuery,
    statusCode: 200,
    input: {
      // Optional in the service model, but documented as mandatory.
      ChimeBearer: chimeArn,
      Fields: list(searchField, 1, 20),
      ...pageMembers,
    },
    resources: (input) => [input.ChimeBearer],
    handle(ctx, input) {
      const bearer = input.ChimeBearer;
      const appInstance = ownAppInstance(ctx, bearer);
      const { arn, channels } = appInstance;
      const isAdmin = countsAsAdmin(ctx, appInstance, bearer);
      const found = [...channels.values()].filter(
        (channel) =>
          (isAdmin || channel.members.has(bearer)) &&
          input.Fields.every((field) => fits(channel, field, isAdmin || channel.moderators.has(bearer))),
      );
      const query = createHash('sha256').update(JSON.stringify(input.Fields)).digest('base64');
      const { items, NextToken } = paginate(ctx, `search ${query} ${arn}`, found, input);
      return { Channels: items.map(channelSummary), NextToken };
    },
  }),
};

/** Hidden members are found only by callers who can list them. */
function fits(
  { members }: Channel,
  { Values, Operator }: TypeOf<typeof searchField>,
  seesHidden: boolean,
): boolean {
  const wanted = new Set(Values);
  const isShown = (arn: string): boolean => seesHidden || members.get(arn)?.type === 'DEFAULT';
  if (![...wanted].every((arn) => members.has(arn) && isShown(arn))) return false;
  return Operator === 'INCLUDES' || members.memberArns().filter(isShown).length === wanted.size;
}
