import { checkTagKeys } from './tag-keys';
import type { EmulatorBehavior } from '../behavior';
import type { EmulatorClock } from '../clock';
import type { Tags } from '../model';
import type { Changes, Messages, Ordered, Resource, Store } from '../state';

/** The context that every operation works with. */
export interface ServiceContext {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly store: Store;
  readonly behavior: EmulatorBehavior;
  readonly clock: EmulatorClock;
  readonly messages: Messages;
  readonly changes: Changes;
  /** Why the service cannot write to a stream; `undefined` if it can. */
  streamProblem(streamArn: string): string | undefined;
  /** The host of the endpoint for WebSocket sessions, such as `127.0.0.1:49152`. */
  sessionHost(): string;
  /** The next number in the sequence of all records. */
  nextOrder(): number;
}

export function newOrdered(ctx: ServiceContext): Ordered & { readonly createdAt: number } {
  return { order: ctx.nextOrder(), createdAt: ctx.clock.now() };
}

/**
 * The part that all resources have in common. Create it before storing anything.
 *
 * @throws BadRequestException for tags that no resource can have
 */
export function newResource(ctx: ServiceContext, arn: string, tags: Tags | undefined): Resource {
  checkTagKeys(tags);
  const ordered = newOrdered(ctx);
  return { ...ordered, arn, updatedAt: ordered.createdAt, tags: new Map(tags?.map((t) => [t.Key, t.Value])) };
}

/** The format of times in the services' responses. */
export function epochSeconds(milliseconds: number): number;
export function epochSeconds(milliseconds: number | undefined): number | undefined;
export function epochSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
