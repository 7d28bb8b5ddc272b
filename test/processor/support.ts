import {
  channelFlowEvent,
  type CallbackClient,
  type ChannelFlowCallbackInput,
  type ProcessorLogger,
} from '../../processor';

/** The response of a fake service: success (`undefined`), an error, or none at all. */
export type Answer = Error | 'silence' | undefined;

/** A client that records its requests and returns the responses in order; after the last one, success. */
export function fakeClient(...answers: Answer[]) {
  const inputs: ChannelFlowCallbackInput[] = [];
  const signals: AbortSignal[] = [];
  const client: CallbackClient = {
    async send({ input }, { abortSignal }) {
      inputs.push(input);
      signals.push(abortSignal);
      const answer = answers.shift();
      if (answer === 'silence') await new Promise(() => undefined);
      if (answer instanceof Error) throw answer;
      return {};
    },
  };
  return { client, inputs, signals };
}

/** An error as the SDK throws it. */
export function serviceError(name: string, status: number, message = 'no details'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

export const throttled = () => serviceError('ThrottledClientException', 429, 'Rate exceeded');

/** The three responses to a second callback. */
export const refusals = {
  BadRequest: () =>
    serviceError(
      'BadRequestException',
      400,
      'Unable to complete processing of non-pending message for callback id: c, message id: m',
    ),
  Conflict: () =>
    serviceError(
      'ConflictException',
      409,
      'There was a conflict processing the request. Try your request again.',
    ),
  Forbidden: () =>
    serviceError('ForbiddenException', 403, 'You do not have sufficient access to perform this action.'),
};

/** A logger that keeps its lines. */
export function recordingLogger() {
  const lines: { level: string; text: string; details: Record<string, unknown> }[] = [];
  const line = (level: string) => (text: string, details: Record<string, unknown>) => {
    lines.push({ level, text, details });
  };
  const logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  return { logger: logger as ProcessorLogger, lines };
}

/** An event with ids that a test can choose. */
export const event = (options: Parameters<typeof channelFlowEvent>[0] = {}) =>
  channelFlowEvent({ messageId: 'm1', callbackId: 'c'.repeat(36), ...options });
