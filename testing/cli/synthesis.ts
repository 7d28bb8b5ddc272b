import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { contextVariables } from './app-context';
import type { CliLog } from './log';
import { UsageError } from './usage-error';
import { forget, watch } from '../watchdog';

/** The environment of an app, passed to it as the CDK CLI does. */
export interface SynthesisEnvironment {
  readonly account: string;
  readonly region: string;
}

/** A line that names an error, in Node.js, Python, Java, C#, Go, and others; most print a stack trace below it. */
const ERROR_LINE =
  /^(?:Exception in thread ".*" |Unhandled exception[.] )?[\w.$]*(?:Error|Exception)(?: \[\w+\])?(?:: |$)|^«\w+» |^(?:panic|fatal error): /;
/** A line below an error's text: of the stack trace, or other output of the language. */
const BELOW_ERROR = /^\s*(?:at |panic|goroutine |exit status |Caused by|\.\.\. |[{}]|Node\.js v|npm )/;
const MOST_LINES = 10;
/** If no line names an error, the program's last lines should say why it failed. */
const LAST_LINES = 3;

/** Whether the program and its subprocesses form a group, which ends as a whole. */
const IS_GROUP = process.platform !== 'win32';

/**
 * Runs the program of an AWS CDK app, as the CDK CLI does, so that it writes its assembly to a folder.
 *
 * @param folder is in a folder that the command may write to as well
 * @param signal ends the program
 * @throws UsageError if the program fails, or writes no assembly
 */
export async function synthesize(
  command: string,
  folder: string,
  { account, region }: SynthesisEnvironment,
  log: CliLog,
  signal: AbortSignal,
): Promise<void> {
  const said: string[] = [];
  const context = contextVariables(join(dirname(folder), 'context.json'));
  log.write('info', `synthesizing: ${command}`); // a compiler may take minutes the first time
  const child = spawn(command, {
    shell: true,
    detached: IS_GROUP,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...context,
      CDK_OUTDIR: folder,
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: region,
      CDK_VALIDATION: process.env.CDK_VALIDATION ?? 'false', // validation is for `cdk synth`, and takes seconds
    },
  });
  const stopFollowing = endWith(child, signal);
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      if (line.trim() === '') return;
      said.push(line);
      log.write('debug', `app | ${line}`);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  stopFollowing();
  if (code !== 0) {
    const error = errorIn(said);
    if (error !== undefined) {
      log.write('info', '--log-level debug shows all that the app writes');
    } else if (said.length > LAST_LINES) {
      // the cause can be anywhere, such as in a compiler's message above a stack trace
      for (const line of said) log.write('error', `app | ${line}`);
    }
    const reason = error ?? (said.slice(-LAST_LINES).join(' / ') || 'it wrote nothing');
    throw new UsageError(`--app: '${command}' must exit with code 0, got ${code}: ${reason}`);
  }
  if (existsSync(join(folder, 'manifest.json'))) return;
  throw new UsageError(
    `--app: '${command}' must synthesize an AWS CDK app, got no manifest.json in CDK_OUTDIR: ${advice(command)}`,
  );
}

/**
 * The text of the error, which can continue below the line that names it, as the list of all validation errors does.
 */
function errorIn(said: readonly string[]): string | undefined {
  const index = said.map((line) => ERROR_LINE.test(line)).lastIndexOf(true);
  const [line, ...below] = index < 0 ? [] : said.slice(index);
  if (line === undefined) return undefined;
  const end = below.findIndex((next) => BELOW_ERROR.test(next));
  const more = below.slice(0, end < 0 ? undefined : end).slice(0, MOST_LINES);
  return [line, ...more.map((next) => next.trim())].join(' ');
}

/** The AWS CDK CLI chooses the folder that it writes to, whatever it is told. */
function advice(command: string): string {
  return /\bcdk(?:@\S+)? (?:synth|synthesize|deploy|ls|list)\b/.test(command)
    ? 'pass the command that cdk.json has as app, or the folder that the CLI writes with --deploy'
    : 'does it call app.synth()?';
}

/** Ends a program when the signal aborts, and when this process ends for any reason. */
function endWith(child: ChildProcess, signal: AbortSignal): () => void {
  const { pid } = child;
  if (pid === undefined) return () => {};
  const target = IS_GROUP ? -pid : pid;
  const end = () => {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // it has ended
    }
  };
  process.once('exit', end);
  signal.addEventListener('abort', end, { once: true });
  watch(String(target));
  return () => {
    process.off('exit', end);
    signal.removeEventListener('abort', end);
    forget(String(target));
  };
}
