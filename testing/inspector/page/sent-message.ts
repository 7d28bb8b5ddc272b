import { counted, decisionOf, newestOf } from './words';
import type { MessageTrace } from '../../emulator/state';

/** The text for the sender of a message from this page while it is processed. */
export function reportOf(message: MessageTrace): string {
  const version = newestOf(message);
  const name = `Message ${message.number}`;
  switch (version.status) {
    case 'PENDING': {
      const step = version.steps.at(-1);
      return `${name} is PENDING${step ? `: ${decisionOf(step, version)} from ${step.processorName}` : ''}.`;
    }
    case 'SENT':
      return version.steps.length === 0
        ? `${name} is SENT.`
        : `${name} is SENT, after ${counted(version.steps.length, 'processor')}.`;
    default:
      return `${name} is ${version.status}, by ${version.steps.at(-1)!.processorName}.`;
  }
}
