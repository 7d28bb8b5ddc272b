import type { Change, Step } from './kind';
import { newUser } from '../admin-lifecycles';
import type { Deployed } from '../cloudformation';
import type { Stage } from '../lifecycles';
import type { VirtualWorld } from '../virtual-world';

export const STACKS = [0, 1, 2];
export const CHANNELS = [0, 1, 2];
const MEMBERS = [0, 1];

/** A resource as CloudFormation knows it. */
export interface Known extends Deployed {
  readonly logicalId: string;
}

/** Shared by the resources of a life: an app instance with channels and users, and CloudFormation's view. */
export class Scene {
  /** By stack and name. */
  public readonly resources = new Map<string, Known>();
  public readonly channels: string[] = [];
  /** The expected flow of each channel, by the index of the channel. */
  public readonly flows: (string | undefined)[] = [];
  public readonly members: string[] = [];
  /** The flows that stacks have retained. */
  public readonly retainedFlows: Deployed[] = [];

  public constructor(
    public readonly stage: Stage,
    private readonly world: VirtualWorld,
  ) {}

  public async set(): Promise<void> {
    for (const channel of CHANNELS) {
      this.channels[channel] = await this.stage.newChannel(channelName(channel));
      this.flows[channel] = undefined;
    }
    for (const member of MEMBERS) this.members[member] = await newUser(this.stage, `member${member}`);
  }

  /** Reports every channel to a coverage's detection, as if somebody had changed it: records may be late, repeated, or forged. */
  public detect(bucket: string): void {
    this.world.detect(bucket, this.channels);
  }

  /** The resources with this name, in all stacks. */
  public named(name: string): Known[] {
    return [...this.resources].filter(([id]) => id.endsWith(`/${name}`)).map(([, resource]) => resource);
  }

  public propertiesOf<T>(id: string): T | undefined {
    return this.resources.get(id)?.properties as T | undefined;
  }

  /** The flows that stacks have created, and that must exist. */
  public get ownFlows(): Deployed[] {
    return [...this.named('flow'), ...this.retainedFlows];
  }

  /** The flow of the stack that a step refers to, or else any flow. */
  public flowMeantBy({ otherStack }: Step): string | undefined {
    return (this.resources.get(`${otherStack}/flow`) ?? this.named('flow')[0])?.id;
  }
}

export function channelName(channel: number): string {
  return `channel${channel}`;
}

/** Who owns a resource, in the words of the matrix's limits. */
export function whose(isOwn: boolean): string {
  return isOwn ? '' : "somebody else's ";
}

/** Whether a change is about resources with these properties. */
export function isAbout<T extends object>(
  { before, after }: Change,
  is: (properties: Partial<T>) => boolean,
): boolean {
  return [before, after].some((properties) => properties !== undefined && is(properties));
}
