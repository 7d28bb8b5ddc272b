/** Hands the figures of a program to the runner, which reads the last line that a program writes. */
export function report(figures: Readonly<Record<string, number>>): void {
  process.stdout.write(`\n${JSON.stringify(figures)}\n`);
}

/** Milliseconds since Node.js was ready to run the program: what the program loads is part of them. */
export function sinceStart(): number {
  return performance.now() - performance.nodeTiming.bootstrapComplete;
}

/** Milliseconds that each of some runs takes, one after the other. */
export async function timeEach(count: number, run: (index: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) await run(index);
  return (performance.now() - start) / count;
}
