import { Disturbance } from './disturbance';
import type { Fault } from './faults';
import { Generations } from './generations';
import { VARIANTS } from './variants';
import { LocalS3 } from '../../testing/cloud/s3';
import { behaviorPresets, ChimeMessagingEmulator, EmulatorClock } from '../../testing/emulator';

/** The part of a response that CloudFormation reads. */
export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly RequestId: string;
}

/** The part of CloudFormation's event that a provider reads. */
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
  /** The first response, as soon as it arrives. */
  readonly response: Promise<Response>;
  /** Resolves when the function has ended, failed, been killed, or timed out. */
  readonly end: Promise<void>;
  readonly beganAt: number;
  readonly respondedAt: number | undefined;
  readonly isOver: boolean;
  /** When the function ended. */
  readonly endedAt: number | undefined;
  /** Whether it was killed before it responded. */
  readonly wasKilled: boolean;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back after some milliseconds, unless the returned function is called before that. */
  after(milliseconds: number, fire: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
}

const MINUTE = 60_000;

/** Runs functions that call the service on a virtual clock: in this process, or in their own. */
export abstract class World {
  public abstract readonly clock: Clock;
  /** The calls that arrived, in order. */
  public readonly calls: string[] = [];
  /** The statuses of stacks by id, for callers of CloudFormation. */
  public readonly statuses = new Map<string, string>();
  /** The store for the state of coverages. */
  public readonly s3 = new LocalS3(() => this.clock.now());
  public readonly generations = new Generations();
  protected disturbance: Disturbance | undefined;

  protected constructor(
    public readonly emulator: ChimeMessagingEmulator,
    private readonly emulatorClock: EmulatorClock,
  ) {}

  /** Begins a new case, at a full minute: without calls, faults, or waits, whatever was tried before. */
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

  /** Makes the service deviate from its most likely behavior from now on. */
  public vary(variant: string): void {
    Object.assign(this.emulator.behavior, VARIANTS[variant]);
  }

  /** Injects a fault from now on. */
  public inject(fault: Fault | undefined): void {
    this.disturbance = fault && new Disturbance(fault);
  }

  public clearFault(): void {
    this.disturbance = undefined;
  }

  /** Waits for some work to end, while time passes; random values follow a seed. */
  public abstract complete<T>(work: () => Promise<T>, seed: number): Promise<T>;

  /** @param killAt the number of the step (each call has two, request and response) at which the function is killed */
  public abstract invoke(event: ResourceEvent, killAt?: number): Invocation;

  /** Runs the function that a coverage's rule invokes each minute. */
  public abstract sweep(bucket: string): Invocation;

  public async close(): Promise<void> {
    await this.emulator.close();
  }

  /**
   * Starts over with a new clock.
   *
   * @param advance moves the service's clock as well
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
