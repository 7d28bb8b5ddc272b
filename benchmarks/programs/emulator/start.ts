/** Starts and closes an emulator in a process that has not run one before. */
import { report } from '../report';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

async function main(): Promise<void> {
  const start = performance.now();
  const emulator = await ChimeMessagingEmulator.start();
  await emulator.close();
  report({ time: performance.now() - start });
}

void main();
