import type { Fault } from './faults';

/** A fault that is in effect. */
export class Disturbance {
  private began: number | undefined;
  private isOver = false;

  public constructor(public readonly fault: Fault) {}

  public canStrike(operation: string): boolean {
    return this.fault.operation === operation && !this.isOver;
  }

  /** The kind of the fault, if it strikes a call. */
  public strike(operation: string, now: number): string | undefined {
    if (!this.canStrike(operation)) return undefined;
    this.began ??= now;
    if (this.fault.lasts === '30s' && now - this.began >= 30_000) this.isOver = true;
    if (this.isOver) return undefined;
    if (this.fault.lasts === 'once') this.isOver = true;
    return this.fault.kind;
  }
}
