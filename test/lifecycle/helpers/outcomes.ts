import type { LiveStack } from './live-stack';
import type { LocalCloud } from '../../../testing';

/** A marker in values that must not be logged. */
export const SECRET = 'SECRET';

/** Invariants that must hold after any deployment. */
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

  /**
   * Requests of custom resources that did not get exactly one response per delivery; fewer are valid only if the wait
   * was canceled.
   */
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

  /** How often the providers responded, by request id, according to their logs. */
  private answers(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const line of this.logLines()) {
      const { action, requestId } = entryOf(line);
      if (action === 'response' && requestId) counts.set(requestId, (counts.get(requestId) ?? 0) + 1);
    }
    return counts;
  }

  /** Log lines that contain the URL for a response, or a value that must not be logged. */
  private leaks(): string[] {
    const secrets = ['X-Amz-Date=', SECRET];
    return this.logLines().filter((line) => secrets.some((secret) => line.includes(secret)));
  }

  /** The logs of the stacks' functions. */
  private logLines(): string[] {
    const events = this.stacks.flatMap((stack) => stack.events);
    const names = events.flatMap(({ type, physicalId }) =>
      type === 'AWS::Lambda::Function' && physicalId ? physicalId : [],
    );
    return [...new Set(names)].flatMap((name) => this.cloud.lambda.logsOf(name).lines);
  }

  /** Calls that the providers' roles do not allow. */
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
