import type { ServerResponse } from 'node:http';
import { answerInPlace } from './answer-in-place';
import type { ChimeMessagingEmulator } from '../../../testing/emulator';
import { askFrontEnd, cutOff, reset, type SdkResponse, toResponse } from '../../matrix/wire';

/** Connects the file's SDK clients to an emulator without sockets. */
export function reachInPlace(emulator: ChimeMessagingEmulator): void {
  answerInPlace(emulator.endpoint, async (request) => {
    const answer = await askFrontEnd(emulator, request);
    if (!answer) throw reset();
    return typeof answer === 'function' ? brokenOff(answer) : toResponse(answer);
  });
}

/** The part that arrives of a response that is written by hand, because it is cut off. */
function brokenOff(write: (response: ServerResponse) => void): SdkResponse {
  let arrived!: SdkResponse;
  let written: Buffer = Buffer.alloc(0);
  write({
    writeHead: (statusCode: number, headers: Record<string, string>) =>
      (arrived = { statusCode, headers, body: written }),
    write: (chunk: Buffer) => (written = chunk),
  } as unknown as ServerResponse);
  return { ...arrived, body: cutOff(written) };
}
