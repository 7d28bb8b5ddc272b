import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** In seconds: an app in Go or Java may need to be compiled first. */
const UNTIL_READY = 600;

/** A second terminal, where the emulator runs. */
export class Terminal {
  /** Opens the terminal, and waits until the emulator is ready. */
  public static async open(text: string, options: TerminalOptions): Promise<Terminal> {
    const child = spawn('bash', ['-ec', text], { ...options, detached: true });
    const terminal = new Terminal(child);
    let output = '';
    const isReady = await new Promise<boolean>((resolve) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('is ready at') && output.includes('inspector')) resolve(true);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('close', () => resolve(false));
      setTimeout(() => resolve(false), UNTIL_READY * 1000).unref();
    });
    if (isReady) return terminal;
    await terminal.close();
    throw new Error(output);
  }

  private constructor(private readonly child: ChildProcess) {}

  public async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'close');
    process.kill(-this.child.pid!, 'SIGTERM');
    await ended;
  }
}
