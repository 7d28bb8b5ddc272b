import { FunctionLogs } from '../cloud/lambda/function-logs';

/** What a function writes, passed on line by line as it comes. */
export class FunctionOutput extends FunctionLogs {
  public constructor(private readonly pass: (line: string) => void) {
    super();
  }

  protected override add(line: string): void {
    this.pass(line);
  }
}
