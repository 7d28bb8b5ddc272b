import { Disturbance } from './disturbance';
import type { Fault } from './faults';
import { Generations } from './generations';
import { VARIANTS } from './variants';
import { LocalS3 } from '../../testing/cloud/s3';
import { behaviorPresets, ChimeMessagingEmulator, EmulatorClock } from '../../testing/emulator';

/** What CloudFormation reads of a response. */
export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly RequestId: string;
}

/** What a provider reads of what CloudFormation sends. */
export interface ResourceEvent {
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly StackId: string;
  readonly ResourceProperties: { readonly BucketName?: string };
  readonly [field: string]: unknown;
}

/** One run of a provider's function. */
export interface Invocation {
  readonly bodies: readonly string[];
  readonly log: readonly string[];
  /** The first response, as soon as it is there. */
  readonly response: Promise<Response>;
  /** When the function is over: ended, failed, killed or timed out. */
  readonly end: Promise<void>;
  readonly beganAt: number;
  readonly respondedAt: number | undefined;
  readonly isOver: boolean;
  /** When it was over. */
  readonly endedAt: number | undefined;
  /** Whether it was killed before it responded. */
  readonly wasKilled: boolean;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back after some milliseconds, unless the returned function is called before. */
  after(milliseconds: number, fire: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
}

const MINUTE = 60_000;

/** Where functions run and call the service on a virtual clock: in this process, or in processes of their own. */
export abstract class World {
  public abstract readonly clock: Clock;
  /** The calls that came, in order. */
  public readonly calls: string[] = [];
  /** The statuses of stacks by id, for those who ask CloudFormation. */
  public readonly statuses = new Map<string, string>();
  /** Where coverages keep their state. */
  public readonly s3 = new LocalS3(() => this.clock.now());
  public readonly generations = new Generations();
  protected disturbance: Disturbance | undefined;

  protected constructor(
    public readonly emulator: ChimeMessagingEmulator,
    private readonly emulatorClock: EmulatorClock,
  ) {}

  /** A new case, at a full minute: nothing was called, nothing goes wrong, nobody waits, whatever was tried before. */
  public async begin(seed: number): Promise<void> {
    const advance = async (milliseconds: number) => this.emulatorClock.advance(milliseconds);
    await advance(MINUTE - (this.emulatorClock.now() % MINUTE));
    this.calls.length = 0;
    this.statuses.clear();
    this.generations.clear();
    this.clearFault();
    Object.assign(this.emulator.behavior, behaviorPresets['documented-likely'], {
      signatures: 'ignored',
      processorsPerChannelFlow: 3,
    });
    await this.restart(this.emulatorClock.now(), advance, seed);
  }

  /** From now on the service behaves in another way than it most likely does. */
  public vary(variant: string): void {
    Object.assign(this.emulator.behavior, VARIANTS[variant]);
  }

  /** From now on a call can go wrong. */
  public inject(fault: Fault | undefined): void {
    this.disturbance = fault && new Disturbance(fault);
  }

  public clearFault(): void {
    this.disturbance = undefined;
  }

  /** Waits for something to end, while time passes; chance follows a seed. */
  public abstract complete<T>(work: () => Promise<T>, seed: number): Promise<T>;

  /** @param killAt the number of the step (each call has two, there and back) at which the function is killed */
  public abstract invoke(event: ResourceEvent, killAt?: number): Invocation;

  /** Runs the function that a coverage's rule invokes each minute. */
  public abstract sweep(bucket: string): Invocation;

  public async close(): Promise<void> {
    await this.emulator.close();
  }

  /**
   * Begins with a new clock.
   *
   * @param advance moves the service's clock along
   */
  protected abstract restart(
    now: number,
    advance: (milliseconds: number) => Promise<void>,
    seed: number,
  ): Promise<void>;
}

/** The service of a world, with a clock that stands still until it is moved. */
export async function startEmulator(): Promise<[ChimeMessagingEmulator, EmulatorClock]> {
  const clock = EmulatorClock.manual(Date.UTC(2026, 0, 1));
  return [await ChimeMessagingEmulator.start({ clock, behavior: { signatures: 'ignored' } }), clock];
}
