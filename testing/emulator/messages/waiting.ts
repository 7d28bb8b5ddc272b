import type { FinalStatus } from '../state';

interface Waiter {
  resolve(status: FinalStatus): void;
  reject(error: Error): void;
}

/** The callers that wait for pending messages, by message id. */
export class Waiting {
  private readonly waiters = new Map<string, Waiter[]>();

  /** Resolves when the message is no longer pending. */
  public for(messageId: string): Promise<FinalStatus> {
    return new Promise((resolve, reject) => {
      this.waiters.set(messageId, [...(this.waiters.get(messageId) ?? []), { resolve, reject }]);
    });
  }

  public resolve(messageId: string, outcome: FinalStatus): void {
    for (const waiter of this.take(messageId)) waiter.resolve(outcome);
  }

  public reject(messageId: string, reason: string): void {
    for (const waiter of this.take(messageId)) waiter.reject(new Error(reason));
  }

  public rejectAll(reason: string): void {
    for (const messageId of this.waiters.keys()) this.reject(messageId, reason);
  }

  private take(messageId: string): readonly Waiter[] {
    const waiters = this.waiters.get(messageId) ?? [];
    this.waiters.delete(messageId);
    return waiters;
  }
}
