/**
 * The handler of failed invocations of processors, which settles their messages. It may depend on the room `chime` and on the runtime
 * of processors, but on no other handler. Nothing may depend on it.
 */
import { ChannelFlowCallbackCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { createHandler } from './handler';
import { messagingClient } from '../chime';

/** Settles messages whose processor failed. */
export const handler = createHandler({
  environment: process.env,
  send: async (input, abortSignal) =>
    messagingClient().send(new ChannelFlowCallbackCommand(input), { abortSignal }),
  // The console would put the request id in front, but metrics are read from lines that are JSON from the first character.
  write: (line) => void process.stdout.write(`${line}\n`),
});
