import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { LivesResult } from './lives/lives';
import type { Result } from './worker';
import { packageRoot } from '../../testing/package-root';

/** A message from a shard. */
export type Message = { readonly results: readonly Result[] } | { readonly lives: LivesResult };

/** Runs a TypeScript program in this many processes; `--shard` tells each which one it is. */
export async function inProcesses(
  program: string,
  count: number,
  onMessage: (message: Message) => void,
): Promise<void> {
  const bundled = bundle(program);
  const shards = Array.from({ length: count }, async (_, shard) => {
    const child = fork(bundled, [...process.argv.slice(2), '--shard', `${shard}/${count}`], { execArgv: [] });
    child.on('message', onMessage);
    // Only then has the last message arrived.
    const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
    if (code !== 0) throw new Error(`a process of the matrix ended with ${String(code)}`);
  });
  await Promise.all(shards);
}

/** Bundled once, it starts faster than if each process compiled it, and names none of its functions at run time. */
function bundle(program: string): string {
  const outfile = join(packageRoot(), 'node_modules', '.cache', 'matrix', 'shard.js');
  buildSync({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}
