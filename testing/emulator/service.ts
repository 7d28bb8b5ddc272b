import { type Seed, validate } from './model';
import {
  type DependentAction,
  Idempotency,
  type InputOf,
  type OperationName,
  operationNamed,
  type OutputOf,
  type ServiceContext,
} from './operations';
import { loadSeed } from './seed';
import { type Changes, findResource, findUser } from './state';

/** The operations, applied to the store of one emulator. */
export class Service {
  public readonly idempotency: Idempotency;

  public constructor(
    private readonly ctx: ServiceContext,
    private readonly changes: Changes,
  ) {
    this.idempotency = new Idempotency(ctx.behavior, ctx.clock);
  }

  /**
   * The input of a request, checked against the service model.
   *
   * @throws BadRequestException
   */
  public check<N extends OperationName>(name: N, request: Readonly<Record<string, unknown>>): InputOf<N> {
    return validate(operationNamed(name).input, request) as InputOf<N>;
  }

  /** The ARNs of the resources that IAM must allow for an operation. */
  public resources<N extends OperationName>(name: N, input: InputOf<N>): string[] {
    return operationNamed(name).resources(input, this.ctx);
  }

  /** @throws ServiceError if the caller lacks a permission that the operation requires on another resource */
  public checkDependents<N extends OperationName>(
    name: N,
    input: InputOf<N>,
    isAllowed: (dependent: DependentAction) => boolean,
  ): void {
    const { dependents } = operationNamed(name);
    if (dependents?.actions(input, this.ctx).every(isAllowed) === false) throw dependents.refusal(this.ctx);
  }

  public seed(seed: Seed): void {
    loadSeed(this.ctx, seed);
    this.changes.tell();
  }

  public hasUser(arn: string): boolean {
    return findUser(this.ctx.store, arn) !== undefined;
  }

  /** Executes an operation, once for each client request token. */
  public execute<N extends OperationName>(name: N, input: InputOf<N>): OutputOf<N> {
    const { ClientRequestToken: token, ...rest } = input as { ClientRequestToken?: string };
    const work = (): object => operationNamed(name).handle(this.ctx, input);
    const output =
      token === undefined || this.ctx.behavior.clientRequestTokens === 'ignored'
        ? work()
        : this.idempotency.once(name, token, rest, work, (earlier) => this.exists(earlier));
    this.changes.tell();
    return output as OutputOf<N>;
  }

  /** Whether the resource that a response names still exists. */
  private exists(output: object): boolean {
    const arn = Object.entries(output).find(([member]) => member.endsWith('Arn'))?.[1] as string;
    const { EndpointId } = output as { EndpointId?: string };
    if (EndpointId === undefined) return findResource(this.ctx.store, arn) !== undefined;
    return findUser(this.ctx.store, arn)?.endpoints.has(EndpointId) ?? false;
  }
}
