import { InvalidRecordError, readRecord, type FailureRecord } from './record';
import { logLine } from './report';
import { settle, type Dependencies } from './settle';
import type { LambdaContext } from '../../processor/context';
import { ChannelFlowProcessorError, label } from '../../processor/error';

/** Kept free at the end of an invocation, to log its result. */
const MARGIN = 1_000;

export interface HandlerOptions extends Dependencies {
  readonly write: (line: string) => void;
}

/**
 * Creates the Lambda handler that is the destination of failed invocations. It fails if the message may still be pending, so
 * that Lambda tries twice more, one and three minutes later, and counts the failure.
 */
export function createHandler({ write, ...dependencies }: HandlerOptions) {
  return async (event: unknown, context: LambdaContext): Promise<void> => {
    const timeLeft = () => context.getRemainingTimeInMillis() - MARGIN;
    let record: FailureRecord | undefined;
    try {
      record = readRecord(event);
      write(logLine(context.awsRequestId, await settle(record, dependencies, timeLeft), record));
    } catch (thrown) {
      const error = withoutContent(thrown);
      write(logLine(context.awsRequestId, { outcome: 'FAILED', reason: error.message }, record));
      throw error;
    }
  };
}

/** Lambda logs every error that a handler throws. This library's errors quote no message; of other errors, only the kind is kept. */
function withoutContent(thrown: unknown): Error {
  const isOwn = thrown instanceof InvalidRecordError || thrown instanceof ChannelFlowProcessorError;
  return isOwn ? thrown : new Error(`the guard failed with ${label(thrown)}`);
}
