import { spawn, spawnSync } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** The complete environment of the command. */
  readonly env?: NodeJS.ProcessEnv;
  /** The timeout of the command, in minutes. */
  readonly minutes?: number;
}

export interface CommandResult {
  readonly exitCode: number;
  /** Both streams, as in a terminal. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a command to its end, without a terminal. */
export function tryCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    // Its own process group: everything that the command starts ends with it.
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));

    const kill = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    process.once('exit', kill);
    const minutes = options.minutes ?? 5;
    const limit = setTimeout(() => {
      output += `\n(ended after ${minutes} minutes)`;
      kill();
    }, minutes * 60_000);
    const end = (exitCode: number): void => {
      clearTimeout(limit);
      process.off('exit', kill);
      resolve({ exitCode, output, stdout });
    };
    child.on('error', (error) => {
      output += error.message;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Runs a command that must succeed. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options?: CommandOptions,
): Promise<CommandResult> {
  const result = await tryCommand(command, args, options);
  if (result.exitCode !== 0) {
    throw new Error(
      `${command} ${args.join(' ')}: exit code ${result.exitCode}\n${tail(plain(result.output))}`,
    );
  }
  return result;
}

/** Whether a program can be started. */
export function hasCommand(command: string, versionArg = '--version'): boolean {
  return spawnSync(command, [versionArg], { stdio: 'ignore' }).status === 0;
}

/** Text as in a terminal, without colors. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-40).join('\n');
}
