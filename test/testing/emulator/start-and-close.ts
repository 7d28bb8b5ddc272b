/**
 * Starts and closes emulators with TLS and a session each, as often as the argument says, and prints what they leave
 * behind. Requires `--expose-gc`; exits by itself if nothing keeps it alive.
 */
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { ChimeMessagingEmulator } from '../../../testing/emulator';

/** Everything that the first cycles load and compile stays, and is not a leak. */
const WARM_UP = 100;

async function cycle(): Promise<void> {
  const emulator = await ChimeMessagingEmulator.start({ tls: true, behavior: { signatures: 'ignored' } });
  emulator.seed({ appInstances: [{ id: 'chat', users: [{ id: 'alice' }] }] });
  const userArn = emulator.inventory()[0]!.participants[0]!.arn;
  const query = new URLSearchParams({ userArn, sessionId: 'session' }).toString();
  const ca = readFileSync(emulator.certificatePath!);
  const socket = new WebSocket(`${emulator.endpoint.replace('https:', 'wss:')}/connect?${query}`, { ca });
  await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await emulator.close();
  await closed;
}

/** Sockets are closed in the next turns. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
}

async function resources(): Promise<string[]> {
  await settle();
  return process.getActiveResourcesInfo().filter((name) => name !== 'Timeout');
}

async function heapUsed(): Promise<number> {
  await settle();
  gc!();
  gc!();
  return process.memoryUsage().heapUsed;
}

async function main(): Promise<void> {
  const before = await resources();
  for (let count = 0; count < WARM_UP; count++) await cycle();
  const heap = await heapUsed();
  const cycles = Number(process.argv[2]);
  for (let count = 0; count < cycles; count++) await cycle();
  const growth = ((await heapUsed()) - heap) / cycles;
  const after = await resources();
  console.log(JSON.stringify({ before, after, growth, listeners: process.listenerCount('exit') }));
}

void main();
