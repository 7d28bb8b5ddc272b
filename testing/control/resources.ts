import { ControlError, valid } from './answers';
import { hasMembers, refuseUnknownMembers } from './fault-match';
import { functionResources, type ControlledFunctions } from './functions';
import type { ControlRequest, Resource } from './resource';
import { rulesAt } from './rules';
import {
  MOVE,
  type ChimeMessagingEmulator,
  type DelaySessionsOptions,
  type Fault,
  type FaultOptions,
  type MessageTrace,
} from '../emulator';
import { checkProperties, isObject } from '../inputs';

/** How long to wait for a message to be settled, in milliseconds, unless the request says so. */
const WAIT = 30_000;

/** The resources of version 1, by method and path, in which `*` stands for a name. */
export function resourcesOf(
  emulator: ChimeMessagingEmulator,
  functions: ControlledFunctions,
): ReadonlyMap<string, Resource> {
  const { sessions } = emulator;
  return new Map<string, Resource>([
    ['GET /v1/messages', () => ({ messages: emulator.messageTraces })],
    ['GET /v1/messages/*', ({ names: [id] }) => described(emulator, id!)],
    ['GET /v1/messages/*/settled', ({ names: [id], query }) => settled(emulator, id!, query)],
    ['GET /v1/inventory', () => ({ appInstances: emulator.inventory() })],
    ['GET /v1/events', () => ({ events: emulator.events })],
    ...functionResources(functions),
    ['GET /v1/clock', () => ({ now: emulator.clock.now() })],
    ['POST /v1/clock', async ({ body }) => advanced(emulator, body)],
    ...rulesAt('/v1/faults', 'fault', (body) => injected(emulator, body)),
    ['GET /v1/sessions', () => ({ sessions: sessions.open, systemMessages: sessions.systemMessages })],
    ['POST /v1/sessions/drop', async ({ body }) => ({ dropped: await valid(() => sessions.drop(body)) })],
    ...rulesAt('/v1/sessions/refusals', 'refusal', (body) => sessions.refuse(body)),
    ...rulesAt('/v1/sessions/delays', 'delay', (body) =>
      sessions.delay(body as unknown as DelaySessionsOptions),
    ),
  ]);
}

function messageOf(emulator: ChimeMessagingEmulator, id: string): MessageTrace {
  const found = emulator.messageTraces.find(({ messageId }) => messageId === id);
  if (found) return found;
  throw new ControlError(
    404,
    `there is no message '${id}' among the latest ${emulator.messageTraces.length}`,
  );
}

function described(emulator: ChimeMessagingEmulator, id: string): object {
  return { message: messageOf(emulator, id), deliveries: emulator.deliveries(id) };
}

async function settled(
  emulator: ChimeMessagingEmulator,
  id: string,
  query: URLSearchParams,
): Promise<object> {
  messageOf(emulator, id);
  const timeout = Number(query.get('timeout') ?? WAIT);
  if (!(timeout >= 0 && timeout <= 2 ** 31 - 1)) {
    throw new ControlError(400, `'timeout' must be milliseconds from 0, got '${query.get('timeout')}'`);
  }
  try {
    const status = await emulator.settled(id, { timeout });
    return { status, ...described(emulator, id) };
  } catch (error) {
    throw new ControlError(408, (error as Error).message);
  }
}

async function advanced({ clock }: ChimeMessagingEmulator, body: ControlRequest['body']): Promise<object> {
  await valid(() => checkProperties('the body', body, { advance: MOVE }));
  await clock.advance(body.advance as number);
  return { now: clock.now() };
}

function injected(emulator: ChimeMessagingEmulator, body: ControlRequest['body']): Fault {
  const { match, ...options } = body;
  if (match !== undefined && !isObject(match)) {
    throw new ControlError(400, "'match' must be an object of members of the input, each with its value");
  }
  if (match !== undefined) refuseUnknownMembers(match, options.operation);
  return emulator.faults.inject({
    ...(options as unknown as FaultOptions),
    ...(match !== undefined && { match: (input) => hasMembers(input, match) }),
  });
}
