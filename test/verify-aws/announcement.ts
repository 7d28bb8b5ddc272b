import { createInterface } from 'node:readline/promises';
import type { Options, Part } from './options';

/** The resources that each part creates in the account. */
const CREATES: Readonly<Record<Part, string>> = {
  conformance: 'app instances with users, channels, flows and messages, by about 6,000 requests',
  example:
    'the stack ModeratedChat (an app instance, two users, a channel, a flow, three functions with their roles); 3 messages',
  switches:
    'the stack VerifyAws (an app instance, a flow, two functions with their roles), and about 60 channels and flows in it; about 20 messages and 3 WebSocket sessions',
};

/** A description of what will happen, to be read first. */
export function announcement({ endpoint, region, parts }: Options): string {
  const where = endpoint === 'aws' ? `in your AWS account, in ${region}` : 'in an emulator on this machine';
  const lines = parts.map((part) => `  ${part}: ${CREATES[part]}`);
  const rest =
    endpoint === 'aws'
      ? [
          'It costs a few cents for functions, and what the messages cost, of which there are some hundreds (https://aws.amazon.com/chime/chime-sdk/pricing/).',
          'It takes an estimated 30 to 90 minutes, and counts against the quotas of the account meanwhile.',
          "The account must be bootstrapped (cdk bootstrap). The run deletes what it creates, and names what it can't delete.",
          'If you end it before it is done, delete the stacks ModeratedChat and VerifyAws, and app instances of their names, yourself.',
        ]
      : ['It costs nothing.'];
  return [`This creates ${where}:`, ...lines, ...rest].join('\n');
}

/** Asks for confirmation on the terminal. Without a terminal, no one can confirm. */
export async function isAgreed({ endpoint, yes }: Options): Promise<boolean> {
  if (yes || endpoint === 'emulator') return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await terminal.question('\nContinue? Type yes: ');
  terminal.close();
  return reply.trim() === 'yes';
}
