/**
 * The handler of failed invocations of processors, which settles their messages. It may know the room `chime` and the runtime of processors, and no other
 * handler; nothing may know it.
 */
import { ChannelFlowCallbackCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { createHandler } from './handler';
import { messagingClient } from '../chime';

/** Settles messages whose processor failed. */
export const handler = createHandler({
  environment: process.env,
  send: async (input, abortSignal) =>
    messagingClient().send(new ChannelFlowCallbackCommand(input), { abortSignal }),
  // The console would put the request id in front, and metrics are read from lines that are JSON from the first character.
  write: (line) => void process.stdout.write(`${line}\n`),
});
