import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CliLog } from './log';
import { UsageError } from './usage-error';

/** Where an app is to be deployed: what the CDK CLI tells an app as well. */
export interface SynthesisEnvironment {
  readonly account: string;
  readonly region: string;
}

/** What names an error, in Node.js, Python, Java and others; below it, Node.js writes where it came from. */
const ERROR_LINE =
  /^(?:Exception in thread ".*" |Unhandled exception[.] )?[\w.$]*(?:Error|Exception)(?: \[\w+\])?: /;
/** Where no line names an error, what the program says last is why it failed. */
const LAST_LINES = 3;

/**
 * Runs the program of an AWS CDK app, as the CDK CLI does, so that it writes its assembly to a folder.
 *
 * @throws UsageError if it fails, or writes none
 */
export async function synthesize(
  command: string,
  folder: string,
  { account, region }: SynthesisEnvironment,
  log: CliLog,
): Promise<void> {
  const said: string[] = [];
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: region,
      CDK_VALIDATION: process.env.CDK_VALIDATION ?? 'false', // it is for `cdk synth`, and takes seconds
    },
  });
  const end = () => void child.kill();
  process.once('exit', end);
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      if (line.trim() === '') return;
      said.push(line);
      log.write('debug', `app | ${line}`);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  process.off('exit', end);
  if (code !== 0) {
    const error = [...said].reverse().find((line) => ERROR_LINE.test(line));
    const reason = error ?? (said.slice(-LAST_LINES).join(' / ') || 'it wrote nothing');
    throw new UsageError(`--app: '${command}' must exit with code 0, got ${code}: ${reason}`);
  }
  if (existsSync(join(folder, 'manifest.json'))) return;
  throw new UsageError(
    `--app: '${command}' must synthesize an AWS CDK app, got no manifest.json in CDK_OUTDIR: does it call app.synth()?`,
  );
}
