import type { LiveStack } from './live-stack';
import type { LocalCloud } from '../../../testing';

/** What must be so after any deployment, whatever it was. */
export class Outcomes {
  public constructor(
    private readonly cloud: LocalCloud,
    private readonly stacks: readonly LiveStack[],
  ) {}

  public check(denials: boolean): void {
    expect(this.wronglyAnswered()).toEqual([]);
    if (!denials) expect(this.deniedCalls()).toEqual([]);
  }

  /** Requests of custom resources that were not answered once for each delivery; fewer only where the wait was called off. */
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

  /** How often the providers answered, by request id, as their logs say. */
  private answers(): Map<string, number> {
    const functions = new Set(
      this.stacks
        .flatMap((stack) => stack.events)
        .flatMap(({ type, physicalId }) =>
          type === 'AWS::Lambda::Function' && physicalId ? physicalId : [],
        ),
    );
    const counts = new Map<string, number>();
    for (const name of functions) {
      for (const line of this.cloud.lambda.logsOf(name).lines) {
        const { action, requestId } = entryOf(line);
        if (action === 'answer' && requestId) counts.set(requestId, (counts.get(requestId) ?? 0) + 1);
      }
    }
    return counts;
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
