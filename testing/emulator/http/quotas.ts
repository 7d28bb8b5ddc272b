import type { EmulatorBehavior } from '../behavior';
import type { EmulatorClock } from '../clock';
import { TokenBucket } from '../faults';
import type { OperationName } from '../operations';
import { ServiceError } from '../service-error';

/** The calls that are counted together, and how many of them are accepted per second. */
type Quota = readonly [counted: string, perSecond: number];

/** The rate limits of calls per bearer, and of flow associations per app instance. */
export class Quotas {
  private readonly buckets = new Map<string, TokenBucket>();

  public constructor(
    private readonly behavior: EmulatorBehavior,
    private readonly clock: EmulatorClock,
  ) {}

  /** @throws ThrottledClientException for a call that exceeds a quota */
  public admit(operation: OperationName, { ChimeBearer: bearer, ChannelArn: channel }: CallInput): void {
    const quotas = [...this.ofBearer(bearer), ...this.ofAssociation(operation, channel)];
    const limited = quotas.filter(([, perSecond]) => perSecond < Infinity);
    if (limited.every((quota) => this.bucketFor(quota).take())) return;
    throw new ServiceError('ThrottledClientException', 'Rate exceeded');
  }

  private ofBearer(bearer: unknown): Quota[] {
    if (typeof bearer !== 'string') return [];
    const { callsPerSecondAsUser, callsPerSecondAsBot } = this.behavior;
    return [[bearer, /\/bot\/[^/]+$/.test(bearer) ? callsPerSecondAsBot : callsPerSecondAsUser]];
  }

  private ofAssociation(operation: OperationName, channel: unknown): Quota[] {
    if (operation !== 'AssociateChannelFlow' || typeof channel !== 'string') return [];
    const counted = `${operation} ${channel.split('/channel/')[0]}`;
    return [[counted, this.behavior.associationsPerSecond]];
  }

  /** A changed quota starts a new count. */
  private bucketFor([counted, perSecond]: Quota): TokenBucket {
    const name = `${perSecond} ${counted}`;
    const bucket = this.buckets.get(name) ?? new TokenBucket(perSecond, this.clock);
    this.buckets.set(name, bucket);
    return bucket;
  }
}

interface CallInput {
  readonly ChimeBearer?: unknown;
  readonly ChannelArn?: unknown;
}
