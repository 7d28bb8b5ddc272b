import { json, problem } from './answers';
import { ServiceError, type ChimeMessagingEmulator, type InputOf } from '../emulator';
import type { HttpAnswer, HttpRequest } from '../http';
import { isObject } from '../inputs';

/** Sends a message for the page: if SendChannelMessage rejects it, the page gets the reason in plain words. */
export async function sendMessage(
  emulator: ChimeMessagingEmulator,
  { headers, body }: HttpRequest,
): Promise<HttpAnswer> {
  if (headers['content-type'] !== 'application/json') {
    return problem(415, 'the header Content-Type must be application/json');
  }
  const { ChannelArn, ChimeBearer, Content } = membersOf(body);
  try {
    const output = await emulator.call('SendChannelMessage', {
      ...({ ChannelArn, ChimeBearer, Content } as InputOf<'SendChannelMessage'>),
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    });
    return json(201, output);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return problem(error.statusCode, inPlainWords(error));
  }
}

/** Empty if the body is not a JSON object: the operation then reports the missing members. */
function membersOf(body: Buffer | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(String(body));
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function inPlainWords({ name, message }: ServiceError): string {
  const hint = name === 'ForbiddenException' ? 'Only members of a channel can send messages to it. ' : '';
  return `${hint}${message} (${name})`;
}
