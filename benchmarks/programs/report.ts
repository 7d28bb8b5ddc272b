/** Passes the figures of a program to the runner, which reads the last line that a program writes. */
export function report(figures: Readonly<Record<string, number>>): void {
  process.stdout.write(`\n${JSON.stringify(figures)}\n`);
}

/** Milliseconds since Node.js was ready to run the program, including the time to load its modules. */
export function sinceStart(): number {
  return performance.now() - performance.nodeTiming.bootstrapComplete;
}

/** Milliseconds that each of several runs takes, one after the other. */
export async function timeEach(count: number, run: (index: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) await run(index);
  return (performance.now() - start) / count;
}
