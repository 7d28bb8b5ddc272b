import type { MessageStatus, MessageTrace, ProcessorStep, VersionTrace } from './message-trace';
import type { Processor } from '../model';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type RecordedVersion = Mutable<Omit<VersionTrace, 'steps'>> & { readonly steps: ProcessorStep[] };
type RecordedMessage = Mutable<Omit<MessageTrace, 'versions'>> & { readonly versions: RecordedVersion[] };

/** Writes the trace of one message. */
export class MessageRecorder {
  public readonly trace: RecordedMessage;

  public constructor(message: Omit<MessageTrace, 'versions' | 'removed'>) {
    this.trace = { ...message, versions: [] };
  }

  /** Records a new version. */
  public begin(kind: VersionTrace['kind'], content: string, at: number): void {
    this.trace.versions.push({ kind, at, original: content, content, status: 'PENDING', steps: [] });
  }

  /** Records the invocation of a processor. */
  public invoke({ Name, Configuration }: Processor, invokedAt: number): void {
    const step = { processorName: Name, functionArn: Configuration.Lambda.ResourceArn, invokedAt };
    this.version.steps.push(step);
  }

  /** Records the decision of the last invoked processor. */
  public decide(
    outcome: Required<Pick<ProcessorStep, 'decision' | 'decidedAt'>> &
      Pick<ProcessorStep, 'content' | 'failureReason'>,
  ): void {
    const { steps } = this.version;
    steps.push({ ...steps.pop()!, ...outcome });
  }

  /** Records the version that participants are shown, in transit or settled. */
  public show(status: MessageStatus, content: string): void {
    Object.assign(this.version, { status, content });
  }

  public remove(how: NonNullable<MessageTrace['removed']>): void {
    this.trace.removed = how;
  }

  private get version(): RecordedVersion {
    return this.trace.versions.at(-1)!;
  }
}
