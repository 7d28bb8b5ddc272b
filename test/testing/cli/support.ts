import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '..', '..', '..', 'testing', 'lib', 'cli.js');

const running: CliProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((cli) => cli.end('SIGKILL')));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The command, started as by a user. */
export class CliProcess {
  public stdout = '';
  public stderr = '';
  public readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  public constructor(
    args: readonly string[],
    environment: Record<string, string> = {},
    folder = process.cwd(),
  ) {
    this.child = spawn(process.execPath, [CLI, ...args], {
      env: { PATH: process.env.PATH, ...environment },
      cwd: folder,
    });
    this.child.stdout!.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.child.stderr!.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.exited = new Promise((resolve) => this.child.on('close', (code) => resolve(code)));
    running.push(this);
  }

  /** The variables that it tells the user to export, once it is ready. */
  public async ready(): Promise<Record<string, string>> {
    await Promise.race([until(() => this.stdout.includes('AWS_SECRET_ACCESS_KEY')), this.exited]);
    if (!this.stdout.includes('is ready')) throw new Error(`it ended: ${this.stderr}`);
    const exports = [...this.stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [
      name!,
      value!,
    ]);
    return Object.fromEntries(exports) as Record<string, string>;
  }

  /** The events that it reports to programs, with `--json`. */
  public get events(): { event: string; outputs?: object; message?: string }[] {
    const lines = this.stdout.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as { event: string });
  }

  /** Waits until a condition is true; fails if the command ends before. */
  public async until(condition: () => boolean): Promise<void> {
    let hasEnded = false;
    void this.exited.then(() => (hasEnded = true));
    await until(() => hasEnded || condition());
    if (!condition()) throw new Error(`it ended: ${this.stderr}`);
  }

  /** Closes its standard input. */
  public closeInput(): void {
    this.child.stdin!.end();
  }

  public signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  public async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }
}

/** Waits for something that soon happens in real time. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The number in a file, once its line is complete. */
export function numberIn(path: string): number | undefined {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text.endsWith('\n') ? parseInt(text, 10) : undefined;
}

/** Writes a file for a test; returns its path. */
export function file(name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
  folders.push(folder);
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
