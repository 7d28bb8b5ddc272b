/** Shapes that several operations share. */
import {
  enumeration,
  filledIn,
  integer,
  list,
  map,
  optional,
  type Shape,
  string,
  structure,
  type TypeOf,
} from './shape';

export const chimeArn = string({
  min: 5,
  max: 1600,
  pattern: /^arn:[a-z0-9-.]{1,63}:[a-z0-9-.]{0,63}:[a-z0-9-.]{0,63}:[a-z0-9-.]{0,63}:[^/].{0,1023}$/,
});

const RESOURCE_NAME = /^[\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

export const resourceName = string({ min: 1, max: 256, pattern: RESOURCE_NAME });
export const possiblyEmptyResourceName = string({ max: 256, pattern: RESOURCE_NAME });
/** The service model's pattern is `.*`: no line break. The API reference limits metadata to 1 KB of UTF-8. */
export const metadata = string({ max: 1024, maxBytes: 1024, pattern: /^.*$/ });
export const clientRequestToken = filledIn(string({ min: 2, max: 64, pattern: /^[-_a-zA-Z0-9]*$/ }));
export const chimeId = string({
  min: 1,
  max: 64,
  pattern: /^[A-Za-z0-9]([A-Za-z0-9:\-_.@]{0,62}[A-Za-z0-9])?$/,
});
export const messageId = string({ min: 1, max: 128, pattern: /^[-_a-zA-Z0-9]*$/ });
export const subChannelId = string({ min: 1, max: 128, pattern: /^[-_a-zA-Z0-9]*$/ });

export const tagKey = string({ min: 1, max: 128 });
export const tags = list(structure({ Key: tagKey, Value: string({ min: 1, max: 256 }) }), 1, 50);
export type Tags = TypeOf<typeof tags>;

/** Members of the requests of all operations with paginated responses. */
export const pageMembers = {
  MaxResults: optional(integer(1, 50)),
  NextToken: optional(string({ max: 2048, pattern: /^.*$/ })),
};
/** The query parameters of the page members. */
export const pageQuery = { 'max-results': 'MaxResults', 'next-token': 'NextToken' } as const;

const days = integer(1, 5475);

export const userExpirationSettings = structure({
  ExpirationDays: days,
  ExpirationCriterion: enumeration('CREATED_TIMESTAMP'),
});
export const channelExpirationSettings = structure({
  ExpirationDays: days,
  ExpirationCriterion: enumeration('CREATED_TIMESTAMP', 'LAST_MESSAGE_TIMESTAMP'),
});
export type ExpirationSettings = TypeOf<typeof channelExpirationSettings>;

export const appInstanceRetentionSettings = structure({
  ChannelRetentionSettings: optional(structure({ RetentionDays: optional(days) })),
});
export type AppInstanceRetentionSettings = TypeOf<typeof appInstanceRetentionSettings>;

export const elasticChannelConfiguration = structure({
  MaximumSubChannels: integer(2),
  TargetMembershipsPerSubChannel: integer(2),
  MinimumMembershipPercentage: integer(1, 40),
});
export type ElasticChannelConfiguration = TypeOf<typeof elasticChannelConfiguration>;

export const pushNotification = structure({
  Title: optional(string({ min: 1, max: 50, pattern: /^.*$/ })),
  Body: optional(string({ min: 1, max: 150 })),
  Type: optional(enumeration('DEFAULT', 'VOIP')),
});
export type PushNotification = TypeOf<typeof pushNotification>;

/** The attributes that a message has in addition to its content: lists of strings, by name. */
export type MessageAttributes = Readonly<
  Record<
    string,
    {
      /** The strings. */
      readonly StringValues?: readonly string[];
    }
  >
>;
export const messageAttributes: Shape<MessageAttributes> = map(
  string({ min: 1, max: 64 }),
  structure({ StringValues: optional(list(string({ min: 1, max: 512 }), 0, Infinity)) }),
);

/** 4 KB, according to the API reference; control messages are even smaller. */
export const content = string({ min: 1, maxBytes: 4096 });
export const contentType = string({ max: 45 });
/** The only member that receives a message. */
export type Targets = readonly Target[];
/** A member that receives a message. */
export interface Target {
  /** The ARN of the member. */
  readonly MemberArn?: string;
}
export const targets: Shape<Targets> = list(structure({ MemberArn: optional(chimeArn) }), 1, 1);

const lambdaFunctionArn = string({
  min: 15,
  max: 2048,
  pattern:
    /^arn:aws:lambda:[a-z]{2}-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9\-_.]+(:(\$LATEST|[a-zA-Z0-9\-_]+))?$/,
});

export const processors = list(
  structure({
    Name: resourceName,
    Configuration: structure({
      Lambda: structure({ ResourceArn: lambdaFunctionArn, InvocationType: enumeration('ASYNC') }),
    }),
    ExecutionOrder: integer(1, 3),
    FallbackAction: enumeration('CONTINUE', 'ABORT'),
  }),
  1,
  3,
);
export type Processor = TypeOf<typeof processors>[number];

export const membershipType = enumeration('DEFAULT', 'HIDDEN');
export const channelMode = enumeration('UNRESTRICTED', 'RESTRICTED');
export const channelPrivacy = enumeration('PUBLIC', 'PRIVATE');

export const channelMembershipPreferences = structure({
  PushNotifications: optional(
    structure({
      AllowNotifications: enumeration('ALL', 'NONE', 'FILTERED'),
      FilterRule: optional(string({ min: 1 })),
    }),
  ),
});
export type ChannelMembershipPreferences = TypeOf<typeof channelMembershipPreferences>;
