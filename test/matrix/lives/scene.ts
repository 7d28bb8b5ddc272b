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

/** What the resources of a life share: an app instance with channels and users, and what CloudFormation believes. */
export class Scene {
  /** By stack and name. */
  public readonly resources = new Map<string, Known>();
  public readonly channels: string[] = [];
  /** The flow that each channel should have, by the index of the channel. */
  public readonly flows: (string | undefined)[] = [];
  public readonly members: string[] = [];
  /** The flows that stacks have let go of without deleting them. */
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

  /** Reports every channel to the detection of a coverage, as if somebody had changed it: records may be late, repeated, or forged. */
  public detect(bucket: string): void {
    this.world.detect(bucket, this.channels);
  }

  /** The resources of this name, in every stack. */
  public named(name: string): Known[] {
    return [...this.resources].filter(([id]) => id.endsWith(`/${name}`)).map(([, resource]) => resource);
  }

  public propertiesOf<T>(id: string): T | undefined {
    return this.resources.get(id)?.properties as T | undefined;
  }

  /** The flows that stacks have made, and that must be there. */
  public get ownFlows(): Deployed[] {
    return [...this.named('flow'), ...this.retainedFlows];
  }

  /** The flow of the stack that a step means, or else any. */
  public flowMeantBy({ otherStack }: Step): string | undefined {
    return (this.resources.get(`${otherStack}/flow`) ?? this.named('flow')[0])?.id;
  }
}

export function channelName(channel: number): string {
  return `channel${channel}`;
}

/** Whose something is, as the limits of the matrix tell it. */
export function whose(isOwn: boolean): string {
  return isOwn ? '' : "somebody else's ";
}

/** Whether a change is about resources with such properties. */
export function isAbout<T extends object>(
  { before, after }: Change,
  is: (properties: Partial<T>) => boolean,
): boolean {
  return [before, after].some((properties) => properties !== undefined && is(properties));
}
