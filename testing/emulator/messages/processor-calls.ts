import type { EmulatorClock } from '../clock';
import type { InvocationRecord, Log } from '../events';
import type { Faults } from '../faults';
import type { ProcessorFunction, ProcessorInvocation, ProcessorInvoker } from './processor-invoker';
import { messageOf } from '../service-error';
import { type MessageTrace, noteFunctionError } from '../state';

/**
 * The service's invocations of processors: of functions in this process, or else through the invoker; subject to
 * faults.
 */
export class ProcessorCalls {
  public invoker: ProcessorInvoker | undefined;
  public readonly functions = new Map<string, ProcessorFunction>();
  private isClosed = false;

  public constructor(
    private readonly clock: EmulatorClock,
    private readonly faults: Faults,
    private readonly log: Log<InvocationRecord>,
    private readonly traces: Log<MessageTrace>,
  ) {}

  /** Delivers an event; rejects if the function cannot be reached. */
  public async invoke(invocation: ProcessorInvocation): Promise<void> {
    const strike = this.faults.strike('InvokeProcessor', { ...invocation });
    if (strike?.delay) await this.clock.sleep(strike.delay);
    const record = this.record(invocation, false);
    try {
      if (strike?.error) throw strike.error;
      await this.reach(invocation, record);
    } catch (error) {
      record.failureReason = messageOf(error);
      throw error;
    }
    let after = 0;
    for (const duplicate of strike?.duplicates ?? []) {
      after += duplicate.after;
      this.clock.setTimeout(() => this.repeat(invocation), after);
    }
  }

  /** Records the error that a function ended with; the service is never notified of it. */
  public failed(callbackId: unknown, functionError: string): void {
    const record = this.log.entries.find((invocation) => invocation.callbackId === callbackId);
    if (record) this.note(record, functionError);
  }

  public close(): void {
    this.isClosed = true;
  }

  private repeat(invocation: ProcessorInvocation): void {
    if (this.isClosed) return;
    const record = this.record(invocation, true);
    this.reach(invocation, record).catch((error: unknown) => void (record.failureReason = messageOf(error)));
  }

  private async reach(invocation: ProcessorInvocation, record: InvocationRecord): Promise<void> {
    const local = this.functions.get(invocation.functionArn);
    if (local) return this.run(local, invocation, record);
    if (!this.invoker) throw new Error(`Function not found: ${invocation.functionArn}`);
    await this.invoker.invoke(invocation);
  }

  /** Invokes a function asynchronously: the caller does not learn how the function ends. */
  private run(local: ProcessorFunction, { payload }: ProcessorInvocation, record: InvocationRecord): void {
    const event = structuredClone(payload);
    setImmediate(() => {
      if (this.isClosed) return;
      const running = new Promise((resolve) => resolve(local(event)));
      running.catch((error: unknown) => this.note(record, messageOf(error)));
    });
  }

  private note(record: InvocationRecord, functionError: string): void {
    record.functionError ??= functionError;
    const trace = this.traces.entries.find(({ messageId }) => messageId === record.messageId);
    if (trace) noteFunctionError(trace, record.functionArn, record.functionError);
  }

  private record({ functionArn, payload }: ProcessorInvocation, duplicate: boolean): InvocationRecord {
    const record: InvocationRecord = {
      functionArn,
      messageId: payload.ChannelMessage.MessageId,
      callbackId: payload.CallbackId,
      duplicate,
      at: this.clock.now(),
    };
    this.log.add(record);
    return record;
  }
}
