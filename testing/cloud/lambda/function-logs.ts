const MAXIMUM_LINES = 10_000;

/** What a function wrote, line by line; of very much, the end. */
export class FunctionLogs {
  private readonly complete: string[] = [];
  private partial = '';

  /** @param onLine receives each line when it is complete */
  public constructor(private readonly onLine: (line: string) => void = () => {}) {}

  /** Adds output as it comes, in pieces of any size. */
  public write(text: string): void {
    const [...lines] = (this.partial + text).split('\n');
    this.partial = lines.pop() ?? '';
    for (const line of lines) this.add(line);
  }

  /** Adds a message of Lambda itself, which may have several lines. */
  public writeMessage(text: string): void {
    this.endLine();
    this.write(`${text}\n`);
  }

  /** What comes next does not continue what the function has begun to write. */
  public endLine(): void {
    if (this.partial !== '') this.write('\n');
  }

  public get lines(): string[] {
    return this.partial === '' ? [...this.complete] : [...this.complete, this.partial];
  }

  private add(line: string): void {
    this.onLine(line);
    this.complete.push(line);
    if (this.complete.length > MAXIMUM_LINES) this.complete.splice(0, this.complete.length - MAXIMUM_LINES);
  }
}
