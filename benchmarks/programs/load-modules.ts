/** Imports modules by their names, as an ES module would, and reports how long that took. */
import { report } from './report';

async function main(): Promise<void> {
  const start = performance.now();
  for (const name of process.argv.slice(2)) await import(name);
  report({ total: performance.now() - start });
}

void main();
