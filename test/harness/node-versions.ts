import { delimiter, dirname } from 'node:path';
import { REPOSITORY } from './folders';
import { runCommand } from './run-command';

export interface NodeVersion {
  readonly name: string;
  /** The variables that make commands run on it. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The Node.js of this process, which commands use by default. */
export const OWN_NODE: NodeVersion = { name: process.version, environment: {} };

/** A Node.js that npx installed. Programs that npx runs inherit its options, as would each npx within a command. */
export async function nodeOf(version: string): Promise<NodeVersion> {
  const args = ['--yes', '--package', `node@${version}`, '--call', 'node --print process.execPath'];
  const { stdout } = await runCommand('npx', args, { cwd: REPOSITORY, minutes: 5 });
  const program = stdout.trim();
  const name = (await runCommand(program, ['--version'])).stdout.trim();
  if (!name.startsWith(`v${version}.`)) throw new Error(`got ${name} at ${program}`); // the package's install script did not run
  return { name, environment: { PATH: [dirname(program), process.env.PATH].join(delimiter) } };
}
