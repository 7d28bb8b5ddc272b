import type { Fault } from './faults';
import type { ChimeMessagingEmulator } from '../../testing/emulator';

/** What CloudFormation reads of a response. */
export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly RequestId: string;
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

/** Where functions run and call the service: on a virtual clock in this process, or in processes of their own. */
export interface World {
  readonly clock: Clock;
  readonly emulator: ChimeMessagingEmulator;
  /** The calls that came, in order. */
  readonly calls: string[];
  /** The statuses of stacks by id, for those who ask CloudFormation. */
  readonly statuses: Map<string, string>;
  /** From now on the service behaves in another way than it most likely does. */
  vary(variant: string): void;
  /** From now on a call can go wrong. */
  inject(fault: Fault | undefined): void;
  clearFault(): void;
  /** @param killAt the number of the step (each call has two, there and back) at which the function is killed */
  invoke(event: { readonly ResourceType: string; readonly StackId: string }, killAt?: number): Invocation;
  /**
   * Lets time pass in which nobody does anything. A real clock does not wait for that.
   *
   * @returns how much of it was left out, in milliseconds
   */
  pass(milliseconds: number): Promise<number>;
}
