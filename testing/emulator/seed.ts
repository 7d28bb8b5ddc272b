/** The initial state of an emulator: app instances and their contents, with readable ids. */
import {
  type AppInstanceSeed,
  channelMode,
  channelPrivacy,
  type ChannelSeed,
  chimeId,
  enumeration,
  list,
  metadata,
  optional,
  type OptionalShape,
  possiblyEmptyResourceName,
  processors,
  resourceName,
  type Seed,
  type Shape,
  string,
  structure,
  validate,
} from './model';
import {
  appInstanceAdminOperations,
  appInstanceUserOperations,
  associate,
  channelOperations,
  newAppInstance,
  newAppInstanceBot,
  newChannelFlow,
  type ServiceContext,
} from './operations';
import { badRequest, messageOf } from './service-error';
import { type AppInstance, findChannel, findParticipant, memberArn } from './state';
import { isObject, isUnknown } from '../inputs';

const any = <T>(of: Shape<T>): OptionalShape<readonly T[]> => optional(list(of, 0, Infinity));

const userShape = structure({ id: chimeId, name: optional(resourceName) });

const botShape = structure({ id: chimeId, name: optional(possiblyEmptyResourceName) });

const channelFlowShape = structure({
  id: chimeId,
  name: optional(resourceName),
  processors: list(
    structure({
      /** The ARN of the function, or its name in the account and Region of the emulator. */
      function: string({ min: 1 }),
      name: optional(resourceName),
      fallbackAction: optional(enumeration('ABORT', 'CONTINUE')),
    }),
    1,
    3,
  ),
});

const channelShape = structure({
  id: chimeId,
  name: optional(resourceName),
  mode: optional(channelMode),
  privacy: optional(channelPrivacy),
  metadata: optional(metadata),
  /** The user or bot that is a member and moderator from the start. This and the next two properties hold ids. */
  createdBy: chimeId,
  members: any(chimeId),
  moderators: any(chimeId),
  /** The id of one of the channel flows. */
  channelFlow: optional(chimeId),
});

const appInstanceShape: Shape<AppInstanceSeed> = structure({
  id: chimeId,
  name: optional(resourceName),
  users: any(userShape),
  bots: any(botShape),
  /** The ids of users and bots. */
  admins: any(chimeId),
  channelFlows: any(channelFlowShape),
  channels: any(channelShape),
});

const members = { appInstances: list(appInstanceShape, 0, Infinity) };
const root: Shape<Seed> = structure(members);

/** @throws Error that names the invalid property */
export function loadSeed(ctx: ServiceContext, seed: Seed): void {
  if (!isObject(seed)) throw badRequest('a seed must be an object');
  refuseUnknown(root, seed, '');
  for (const [path, item] of entries('appInstances', validate(members, seed).appInstances)) {
    const appInstance = at(path, () => newAppInstance(ctx, { Name: item.name ?? item.id }, item.id));
    new SeedLoader(ctx, appInstance, path).load(item);
  }
}

/** Loads the seed of one app instance. */
class SeedLoader {
  public constructor(
    private readonly ctx: ServiceContext,
    private readonly appInstance: AppInstance,
    private readonly path: string,
  ) {}

  public load(seed: AppInstanceSeed): void {
    const { ctx, appInstance } = this;
    this.each('users', seed.users, ({ id, name = id }) => {
      const input = { AppInstanceArn: appInstance.arn, AppInstanceUserId: id, Name: name };
      appInstanceUserOperations.CreateAppInstanceUser.handle(ctx, input);
    });
    this.each('bots', seed.bots, ({ id, name = id }) => {
      newAppInstanceBot(ctx, appInstance, { Name: name, Configuration: this.someLexBot() }, id);
    });
    this.each('admins', seed.admins, (id) => {
      const input = { AppInstanceArn: appInstance.arn, AppInstanceAdminArn: this.participant(id) };
      appInstanceAdminOperations.CreateAppInstanceAdmin.handle(ctx, input);
    });
    this.each('channelFlows', seed.channelFlows, ({ id, name = id, processors: given }) => {
      const wanted = given.map(
        ({ function: fn, name: processorName = fn, fallbackAction = 'ABORT' }, index) => ({
          Name: processorName,
          Configuration: { Lambda: { ResourceArn: this.functionArn(fn), InvocationType: 'ASYNC' } },
          ExecutionOrder: index + 1,
          FallbackAction: fallbackAction,
        }),
      );
      const input = validate(
        { Name: resourceName, Processors: processors },
        { Name: name, Processors: wanted },
      );
      newChannelFlow(ctx, appInstance, input, id);
    });
    this.each('channels', seed.channels, (item) => this.loadChannel(item));
  }

  private loadChannel(seed: ChannelSeed): void {
    const { ChannelArn } = channelOperations.CreateChannel.handle(this.ctx, {
      AppInstanceArn: this.appInstance.arn,
      ChannelId: seed.id,
      Name: seed.name ?? seed.id,
      Mode: seed.mode,
      Privacy: seed.privacy,
      Metadata: seed.metadata,
      ChimeBearer: this.participant(seed.createdBy, 'createdBy'),
      MemberArns: seed.members?.map((id, index) => this.participant(id, `members[${index}]`)),
      ModeratorArns: seed.moderators?.map((id, index) => this.participant(id, `moderators[${index}]`)),
    });
    if (seed.channelFlow === undefined) return;
    const flow = this.appInstance.flows.get(
      memberArn(this.appInstance.arn, 'channel-flow', seed.channelFlow),
    );
    if (!flow) throw badRequest(`'channelFlow' must be the id of a channel flow, got '${seed.channelFlow}'`);
    associate(this.ctx, findChannel(this.ctx.store, ChannelArn)!, flow);
  }

  /** @param member the property of a channel that holds the id; for an admin, the path alone is clear */
  private participant(id: string, member?: string): string {
    const arns = (['user', 'bot'] as const).map((kind) => memberArn(this.appInstance.arn, kind, id));
    const found = arns.find((arn) => findParticipant(this.appInstance, arn));
    if (found !== undefined) return found;
    throw badRequest(
      member === undefined
        ? `there is no user or bot '${id}'`
        : `'${member}' must be the id of a user or bot, got '${id}'`,
    );
  }

  private functionArn(reference: string): string {
    const { partition, region, account } = this.ctx;
    if (reference.startsWith('arn:')) return reference;
    return `arn:${partition}:lambda:${region}:${account}:function:${reference}`;
  }

  /** Any Lex bot will do, because the emulator does not run them. */
  private someLexBot(): object {
    const { partition, region, account } = this.ctx;
    const arn = `arn:${partition}:lex:${region}:${account}:bot-alias/SEEDSEEDAB/SEEDSEEDAB`;
    return { Lex: { LexBotAliasArn: arn, LocaleId: 'en_US' } };
  }

  private each<T>(member: string, items: readonly T[] | undefined, work: (item: T) => void): void {
    for (const [path, item] of entries(`${this.path}.${member}`, items)) at(path, () => work(item));
  }
}

function entries<T>(path: string, items: readonly T[] = []): [string, T][] {
  return items.map((item, index) => [`${path}[${index}]`, item]);
}

function at<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw badRequest(`'${path}': ${messageOf(error)}`);
  }
}

/** The service ignores members that it does not know; in a seed, one is a typo. */
function refuseUnknown(shape: Shape, value: unknown, path: string): void {
  if (shape.kind === 'list' && Array.isArray(value)) {
    value.forEach((item, index) => refuseUnknown(shape.of, item, `${path}[${index}]`));
  }
  if (shape.kind !== 'structure' || !isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    const memberPath = path === '' ? name : `${path}.${name}`;
    if (!known) {
      throw badRequest(`'${memberPath}' ${isUnknown(name, Object.keys(shape.members))}`);
    }
    refuseUnknown(known, member, memberPath);
  }
}
