/** Writes output for people: steps with their outcome, and tables. */
export class Screen {
  private readonly isTerminal = process.stdout.isTTY;
  private failures = 0;

  public heading(text: string): void {
    console.log(`\n${this.bold(text)}`);
  }

  /** Runs a piece of work with a progress line, which then shows how long it took. */
  public async step<T>(text: string, work: (progress: (detail: string) => void) => Promise<T>): Promise<T> {
    const start = Date.now();
    const progress = (detail: string) => {
      if (this.isTerminal) process.stdout.write(`\r\x1b[K  … ${text}: ${detail}`);
    };
    progress('');
    try {
      const result = await work(progress);
      this.clearLine();
      console.log(`  ✓ ${text} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
      return result;
    } catch (error) {
      this.clearLine();
      console.log(`  ✗ ${text}`);
      throw error;
    }
  }

  /** Reports whether something is as expected. */
  public expect(text: string, holds: boolean): void {
    if (!holds) this.failures += 1;
    console.log(`  ${holds ? '✓' : '✗'} ${text}`);
  }

  public note(text: string): void {
    console.log(`    ${text}`);
  }

  public table(header: string[], rows: string[][]): void {
    const widths = header.map((title, column) =>
      Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
    );
    const line = (row: string[]) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd();
    console.log(`\n  ${this.bold(line(header))}`);
    for (const row of rows) console.log(`  ${line(row)}`);
    console.log();
  }

  /** How many expectations did not hold. */
  public get failed(): number {
    return this.failures;
  }

  private clearLine(): void {
    if (this.isTerminal) process.stdout.write('\r\x1b[K');
  }

  private bold(text: string): string {
    return this.isTerminal ? `\x1b[1m${text}\x1b[0m` : text;
  }
}
