const MAXIMUM_LINES = 10_000;

/** The output of a function, line by line. If there is too much, only the end is kept. */
export class FunctionLogs {
  private readonly complete: string[] = [];
  private readonly streams = new Set<LogStream>();

  /** @param onLine receives each line when it is complete */
  public constructor(private readonly onLine: (line: string) => void = () => {}) {}

  /** For the output of one process: no other process continues or ends its incomplete line. */
  public openStream(): LogStream {
    const stream: LogStream = new LogStream(
      (line) => this.add(line),
      () => this.streams.delete(stream),
    );
    this.streams.add(stream);
    return stream;
  }

  /** Adds a message from Lambda itself, which may have several lines. */
  public writeMessage(text: string): void {
    for (const line of text.split('\n')) this.add(line);
  }

  /** The complete lines, then the incomplete lines of processes. */
  public get lines(): string[] {
    const begun = [...this.streams].map((stream) => stream.begun);
    return [...this.complete, ...begun.filter((line) => line !== '')];
  }

  private add(line: string): void {
    this.onLine(line);
    this.complete.push(line);
    if (this.complete.length > MAXIMUM_LINES) this.complete.splice(0, this.complete.length - MAXIMUM_LINES);
  }
}

/** The output of a process, as it arrives. */
export class LogStream {
  private partial = '';

  public constructor(
    private readonly add: (line: string) => void,
    private readonly onClose: () => void,
  ) {}

  /** The start of an incomplete line; empty if there is none. */
  public get begun(): string {
    return this.partial;
  }

  /** Adds output, in pieces of any size. */
  public write(text: string): void {
    const [...lines] = (this.partial + text).split('\n');
    this.partial = lines.pop() ?? '';
    for (const line of lines) this.add(line);
  }

  /** Ends an incomplete line, so that further output does not continue it. */
  public endLine(): void {
    if (this.partial !== '') this.write('\n');
  }

  public close(): void {
    this.endLine();
    this.onClose();
  }
}
