import type { LiveStack } from './live-stack';
import type { LocalCloud } from '../../../testing';

/** A part of values that must not be logged. */
export const SECRET = 'SECRET';

/** What must be so after any deployment, whatever it was. */
export class Outcomes {
  public constructor(
    private readonly cloud: LocalCloud,
    private readonly stacks: readonly LiveStack[],
  ) {}

  public check(denials: boolean): void {
    expect(this.wronglyAnswered()).toEqual([]);
    expect(this.leaks()).toEqual([]);
    if (!denials) expect(this.deniedCalls()).toEqual([]);
  }

  /** Requests of custom resources that did not get one response for each delivery; fewer only where the wait was called off. */
  private wronglyAnswered(): object[] {
    const answers = this.answers();
    return this.stacks.flatMap((stack) => {
      const cancelled = stack.events.filter(({ reason }) => reason?.endsWith('cancelled'));
      return stack.requests.flatMap(({ RequestId, RequestType, LogicalResourceId }) => {
        const given = answers.get(RequestId) ?? 0;
        const isCancelled = cancelled.some(({ logicalId }) => logicalId === LogicalResourceId);
        const isRight = given <= stack.deliveries && (given >= 1 || isCancelled);
        return isRight ? [] : [{ stack: stack.name, RequestType, LogicalResourceId, given }];
      });
    });
  }

  /** How often the providers responded, by request id, as their logs say. */
  private answers(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const line of this.logLines()) {
      const { action, requestId } = entryOf(line);
      if (action === 'answer' && requestId) counts.set(requestId, (counts.get(requestId) ?? 0) + 1);
    }
    return counts;
  }

  /** Log lines with the address that a response is put to, or with a value that must not be logged. */
  private leaks(): string[] {
    const secrets = ['X-Amz-Date=', SECRET];
    return this.logLines().filter((line) => secrets.some((secret) => line.includes(secret)));
  }

  /** What the functions of the stacks have logged. */
  private logLines(): string[] {
    const events = this.stacks.flatMap((stack) => stack.events);
    const names = events.flatMap(({ type, physicalId }) =>
      type === 'AWS::Lambda::Function' && physicalId ? physicalId : [],
    );
    return [...new Set(names)].flatMap((name) => this.cloud.lambda.logsOf(name).lines);
  }

  /** Calls that the roles of the providers do not allow. */
  private deniedCalls(): string[] {
    const denied = this.cloud.emulator.requests.filter(
      ({ errorName }) => errorName === 'AccessDeniedException',
    );
    return denied.map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`);
  }
}

function entryOf(line: string): { action?: string; requestId?: string } {
  return line.startsWith('{') ? (JSON.parse(line) as object) : {};
}
