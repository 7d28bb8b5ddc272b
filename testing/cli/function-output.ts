import { FunctionLogs } from '../lambda/function-logs';

/** What a function writes, passed on line by line as it comes. */
export class FunctionOutput extends FunctionLogs {
  private rest = '';

  public constructor(private readonly pass: (line: string) => void) {
    super();
  }

  public override write(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.pass(line);
  }
}
