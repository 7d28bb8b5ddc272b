import { randomUUID } from 'node:crypto';
import { appInstanceNamed } from './access';
import { epochSeconds, newResource, type ServiceContext } from './context';
import { operation } from './operation';
import { paginate } from './pagination';
import { participantNamed, removeParticipant } from './participants';
import {
  chimeArn,
  clientRequestToken,
  enumeration,
  metadata,
  optional,
  pageMembers,
  pageQuery,
  possiblyEmptyResourceName,
  string,
  structure,
  tags,
  type Tags,
} from '../model';
import { conflict } from '../service-error';
import { type AppInstance, type AppInstanceBot, memberArn } from '../state';

const configuration = structure({
  Lex: structure({
    RespondsTo: optional(enumeration('STANDARD_MESSAGES')),
    InvokedBy: optional(
      structure({
        StandardMessages: enumeration('AUTO', 'ALL', 'MENTIONS', 'NONE'),
        TargetedMessages: enumeration('ALL', 'NONE'),
      }),
    ),
    LexBotAliasArn: string({
      min: 15,
      max: 2048,
      pattern: /^arn:aws:lex:[a-z]{2}-[a-z]+-\d{1}:\d{12}:bot-alias\/[A-Z0-9]{10}\/[A-Z0-9]{10}$/,
    }),
    LocaleId: string(),
    WelcomeIntent: optional(string({ min: 1, max: 100, pattern: /^([A-Za-z]_?)+$/ })),
  }),
});

export const appInstanceBotOperations = {
  CreateAppInstanceBot: operation({
    method: 'POST',
    path: '/app-instance-bots',
    statusCode: 201,
    input: {
      AppInstanceArn: chimeArn,
      Name: optional(possiblyEmptyResourceName),
      Metadata: optional(metadata),
      ClientRequestToken: clientRequestToken,
      Tags: optional(tags),
      Configuration: configuration,
    },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      return { AppInstanceBotArn: newAppInstanceBot(ctx, appInstance, input, randomUUID()).arn };
    },
  }),

  DescribeAppInstanceBot: operation({
    method: 'GET',
    path: '/app-instance-bots/{AppInstanceBotArn}',
    statusCode: 200,
    input: { AppInstanceBotArn: chimeArn },
    resources: ({ AppInstanceBotArn }) => [AppInstanceBotArn],
    handle(ctx, input) {
      const bot = participantNamed(ctx, 'bots', input.AppInstanceBotArn).participant;
      return {
        AppInstanceBot: {
          ...summary(bot),
          Configuration: bot.configuration,
          CreatedTimestamp: epochSeconds(bot.createdAt),
          LastUpdatedTimestamp: epochSeconds(bot.updatedAt),
        },
      };
    },
  }),

  UpdateAppInstanceBot: operation({
    method: 'PUT',
    path: '/app-instance-bots/{AppInstanceBotArn}',
    statusCode: 200,
    input: {
      AppInstanceBotArn: chimeArn,
      Name: possiblyEmptyResourceName,
      Metadata: metadata,
      Configuration: optional(configuration),
    },
    resources: ({ AppInstanceBotArn }) => [AppInstanceBotArn],
    handle(ctx, input) {
      const bot = participantNamed(ctx, 'bots', input.AppInstanceBotArn).participant;
      bot.name = input.Name;
      bot.metadata = input.Metadata;
      bot.configuration = input.Configuration ?? bot.configuration;
      bot.updatedAt = ctx.clock.now();
      return { AppInstanceBotArn: bot.arn };
    },
  }),

  DeleteAppInstanceBot: operation({
    method: 'DELETE',
    path: '/app-instance-bots/{AppInstanceBotArn}',
    statusCode: 204,
    input: { AppInstanceBotArn: chimeArn },
    resources: ({ AppInstanceBotArn }) => [AppInstanceBotArn],
    handle(ctx, input) {
      const { appInstance, participant } = participantNamed(ctx, 'bots', input.AppInstanceBotArn);
      removeParticipant(ctx, appInstance, participant);
      return {};
    },
  }),

  ListAppInstanceBots: operation({
    method: 'GET',
    path: '/app-instance-bots',
    query: { 'app-instance-arn': 'AppInstanceArn', ...pageQuery },
    statusCode: 200,
    input: { AppInstanceArn: chimeArn, ...pageMembers },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const { arn, bots } = appInstanceNamed(ctx, input.AppInstanceArn);
      const { items, NextToken } = paginate(ctx, `bots ${arn}`, bots.values(), input);
      return { AppInstanceArn: arn, AppInstanceBots: items.map(summary), NextToken };
    },
  }),
};

/** Creates a bot. */
export function newAppInstanceBot(
  ctx: ServiceContext,
  appInstance: AppInstance,
  input: {
    readonly Name?: string;
    readonly Metadata?: string;
    readonly Tags?: Tags;
    readonly Configuration: object;
  },
  id: string,
): AppInstanceBot {
  const arn = memberArn(appInstance.arn, 'bot', id);
  if (appInstance.bots.has(arn)) throw conflict('an app instance bot with this id already exists');
  const bot = {
    ...newResource(ctx, arn, input.Tags),
    name: input.Name,
    metadata: input.Metadata,
    configuration: input.Configuration,
  };
  appInstance.bots.set(arn, bot);
  return bot;
}

function summary(bot: AppInstanceBot): { AppInstanceBotArn: string; Name?: string; Metadata?: string } {
  return { AppInstanceBotArn: bot.arn, Name: bot.name, Metadata: bot.metadata };
}
