import { createInterface } from 'node:readline/promises';
import type { Options, Part } from './options';

/** What each part makes in the account, and what that costs by the prices of us-east-1. */
const CREATES: Readonly<Record<Part, string>> = {
  conformance:
    'about 10 app instances with about 1,500 users, channels, flows and messages, through the API; about 6,000 requests',
  example:
    'the stack ModeratedChat (an app instance, two users, a channel, a flow, three functions with their roles); 3 messages',
  switches:
    'the stack VerifyAws (an app instance, a flow, two functions with their roles), and about 60 channels and flows in it; about 30 messages',
};

/** Messages are USD 0.0008 each, of which the conformance suite sends about 300; functions stay below a cent. */
const COST = 'less than USD 0.50 in all';

/** What is going to happen, to be read before it does. */
export function announcement({ endpoint, region, parts }: Options): string {
  const where = endpoint === 'aws' ? `in your AWS account, in ${region}` : 'in an emulator on this machine';
  const lines = parts.map((part) => `  ${part}: ${CREATES[part]}`);
  const rest =
    endpoint === 'aws'
      ? [
          `It costs ${COST}, takes about 30 minutes, and counts against the quotas of the account meanwhile.`,
          'The account must be bootstrapped (cdk bootstrap). What is made is deleted again; what cannot be is named.',
          'If you end it before it is done, delete the stacks ModeratedChat and VerifyAws, and app instances of their names, yourself.',
        ]
      : ['It costs nothing.'];
  return [`This creates ${where}:`, ...lines, ...rest].join('\n');
}

/** Asks on the terminal. Without one there is nobody to say yes. */
export async function isAgreed({ endpoint, yes }: Options): Promise<boolean> {
  if (yes || endpoint === 'emulator') return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await terminal.question('\nGo on? Type yes: ');
  terminal.close();
  return reply.trim() === 'yes';
}
