import { createHandler } from '../../../lambda/processor-guard/handler';
import type { ChannelFlowCallbackInput } from '../../../processor/client';
import type { LambdaContext } from '../../../processor/context';

export const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/one';
export const CHANNEL = `${APP_INSTANCE}/channel/lobby`;
export const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:moderator';
export const SECRET = 'never in a log';

/** The event that the service invokes a processor with. */
export function messageEvent(fields: object = {}) {
  return {
    EventType: 'CHANNEL_MESSAGE_EVENT',
    CallbackId: 'callback-1'.padEnd(32, '-'),
    ChannelMessage: {
      MessageId: 'message-1',
      ChannelArn: CHANNEL,
      Content: SECRET,
      Metadata: 'metadata of the sender',
      Sender: { Arn: 'arn:aws:chime:us-east-1:111122223333:app-instance/one/user/alice', Name: 'Alice' },
      Persistence: 'PERSISTENT',
      Type: 'STANDARD',
      CreatedTimestamp: '2026-11-20T12:00:00.000Z',
      ...fields,
    },
  };
}

/** The record that Lambda sends to the destination of a failed invocation. */
export function failureRecord(requestPayload: unknown = messageEvent(), qualifier = '$LATEST') {
  return {
    version: '1.0',
    timestamp: '2026-11-20T12:00:03.000Z',
    requestContext: {
      requestId: 'invocation-1',
      functionArn: `${FUNCTION}:${qualifier}`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'TypeError', errorMessage: `cannot read ${SECRET}` } as object,
  };
}

export function serviceError(name: string, status: number, message = `told ${name}`): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

/** The environment of a guard that acts for the function, in the app instance of the channel. */
export function guarding(action: 'ALLOW' | 'DENY', qualifier = '$LATEST'): Record<string, string> {
  const appInstances = [`${APP_INSTANCE}-other`, APP_INSTANCE];
  return {
    PROCESSORS: `other:$LATEST DENY 0,moderator:${qualifier} ${action} 1`,
    APP_INSTANCES: appInstances.join(),
  };
}

/** A guard's handler whose callbacks receive the responses that a test sets. */
export class Guard {
  public readonly callbacks: ChannelFlowCallbackInput[] = [];
  public readonly lines: string[] = [];
  /** The errors for the next callbacks; after these, all are accepted. */
  public readonly refusals: Error[] = [];
  public remaining = 30_000;

  public constructor(private readonly environment: Record<string, string> = guarding('DENY')) {}

  public async handle(event: unknown): Promise<void> {
    const handler = createHandler({
      environment: this.environment,
      write: (line) => void this.lines.push(line),
      send: async (input) => {
        this.callbacks.push(input);
        const refusal = this.refusals.shift();
        if (refusal) throw refusal;
      },
    });
    const context: LambdaContext = {
      awsRequestId: 'guard-1',
      getRemainingTimeInMillis: () => this.remaining,
    };
    await handler(event, context);
  }

  /** The only line of the log. */
  public get line(): Record<string, unknown> {
    expect(this.lines).toHaveLength(1);
    return JSON.parse(this.lines[0]!) as Record<string, unknown>;
  }
}
