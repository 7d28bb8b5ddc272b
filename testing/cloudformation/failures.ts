import { setTimeout as sleep } from 'node:timers/promises';
import { checkProperties, FUNCTION, MILLISECONDS, must, oneOf, optional, TEXT, type Rules } from '../inputs';

/** An injected failure, which lets you test its consequences. */
export interface InjectedFailure {
  /** The operation that fails. */
  readonly on: 'create' | 'update' | 'delete';
  /** The reason in the event. */
  readonly reason: string;
  /**
   * How long the operation seems to take before it fails, in milliseconds.
   * @default 0
   */
  readonly delay?: number;
  /**
   * A promise to wait for before the operation fails. The failure cancels everything that is in progress at that
   * moment, so a test can use it to cancel an operation at a certain point: when a function has been invoked, or has
   * made a certain call.
   * @default - nothing
   */
  readonly after?: () => Promise<unknown>;
  /**
   * How often the operation fails before it succeeds.
   * @default 1
   */
  readonly times?: number;
}

/** Failures by logical id, or by construct path as for `LocalDeployment.resource`. */
export type InjectedFailures = Readonly<Record<string, InjectedFailure>>;

const FAILURE: Rules<InjectedFailure> = {
  on: oneOf('create', 'update', 'delete'),
  reason: TEXT,
  delay: optional(MILLISECONDS),
  after: optional(FUNCTION),
  times: optional(
    must(
      'a whole number from 0',
      (value) => value === Infinity || (Number.isInteger(value) && Number(value) >= 0),
    ),
  ),
};

/** @throws Error if a failure has an invalid description */
export function checkFailures(failures: InjectedFailures = {}): void {
  for (const [name, failure] of Object.entries(failures)) {
    checkProperties(`the failure of '${name}'`, failure, FAILURE);
  }
}

/** The failures that are yet to happen. */
export class FailurePlan {
  /** @throws if a name matches no resource: the failure would never happen */
  public static of(
    failures: InjectedFailures,
    logicalIdOf: (name: string) => string | undefined,
  ): FailurePlan {
    const byLogicalId = Object.entries(failures).map(([name, failure]) => {
      const logicalId = logicalIdOf(name);
      if (logicalId === undefined) {
        throw new Error(`'failures' must name resources of the stack, got '${name}'`);
      }
      return [logicalId, failure];
    });
    return new FailurePlan(Object.fromEntries(byLogicalId) as InjectedFailures);
  }

  /** A plan without failures. */
  public static none(): FailurePlan {
    return new FailurePlan({});
  }

  private readonly remaining = new Map<InjectedFailure, number>();

  /** @param failures by logical id */
  private constructor(private readonly failures: InjectedFailures) {}

  /** Fails instead of an operation on a resource, if a failure is planned. */
  public async strike(logicalId: string, operation: InjectedFailure['on']): Promise<void> {
    const failure = this.failures[logicalId];
    if (failure?.on !== operation) return;
    const remaining = this.remaining.get(failure) ?? failure.times ?? 1;
    if (remaining === 0) return;
    this.remaining.set(failure, remaining - 1);
    await failure.after?.();
    await sleep(failure.delay ?? 0);
    throw new Error(failure.reason);
  }
}
