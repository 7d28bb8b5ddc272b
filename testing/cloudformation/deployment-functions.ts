import {
  assetCode,
  type AsyncInvocationOptions,
  type AsyncResult,
  type InvocationResult,
  type LocalFunction,
  type LocalLambda,
} from '../cloud/lambda';

/** A function of a deployment. */
export interface DeployedFunction {
  /** The name of the function. */
  readonly functionName: string;
  /** The ARN of the function. */
  readonly functionArn: string;
  /** The name of the stack, which may be nested in the one that was deployed. */
  readonly stackName: string;
  /** The logical id of the function in its stack. */
  readonly logicalId: string;
  /** The path of the construct, if the template or the cloud assembly has it. */
  readonly constructPath?: string;
}

/**
 * The functions of a deployment. Each is identified by logical id, construct path, function name, or ARN, or by the path of a
 * construct that has no other function, such as `Chat/ChimeProcessorGuard`.
 */
export class DeploymentFunctions {
  /**
   * @internal
   * @param physicalIdOf finds the function name for a logical id or construct path
   * @param logicalIds finds the functions that exist or existed
   * @param deployed finds the existing functions
   */
  public constructor(
    private readonly lambda: LocalLambda,
    private readonly physicalIdOf: (id: string) => string | undefined,
    private readonly logicalIds: () => string[],
    private readonly deployed: () => DeployedFunction[],
  ) {}

  /** The existing functions. */
  public get all(): DeployedFunction[] {
    return this.deployed();
  }

  /**
   * Invokes a function and waits for its response.
   *
   * @throws if there is no such function, or if it is throttled; an error of the function itself is in the result
   */
  public async invoke(id: string, event: unknown): Promise<InvocationResult> {
    return this.lambda.invoke(this.reference(id), event);
  }

  /**
   * Queues an event and does not wait for the function, which is retried if it fails.
   *
   * @returns the result, after all retries
   */
  public async invokeAsync(
    id: string,
    event: unknown,
    options?: AsyncInvocationOptions,
  ): Promise<AsyncResult> {
    return this.lambda.invokeAsync(this.reference(id), event, options).result;
  }

  /**
   * The output of a function so far, line by line, and why invocations of it failed. Also works for a function that a
   * rollback removed.
   *
   * @throws if there never was such a function
   */
  public logs(id: string): string[] {
    return this.lambda.logsOf(this.reference(id)).lines;
  }

  /**
   * Runs a function from another folder from now on, until the next deployment, for example while you work on its code.
   *
   * @param id the function's logical id, construct path, function name, or ARN
   * @param path the folder that holds the code, or a zip archive
   */
  public updateCode(id: string, path: string): void {
    const target = this.get(id);
    target.configure({ ...target.configuration, code: assetCode(path) });
  }

  /** Resolves when no function is running. Retries that wait for the clock to move do not count. */
  public async idle(): Promise<void> {
    await this.lambda.idle();
  }

  private get(id: string): LocalFunction {
    const found = this.lambda.find(this.reference(id));
    if (!found) throw new Error(`function '${id}' not found`);
    return found;
  }

  private reference(id: string): string {
    const reference = this.physicalIdOf(id) ?? id;
    if (this.lambda.knows(reference)) return reference;
    const [only, ...others] = this.deployed().filter(({ constructPath }) =>
      `/${constructPath}`.includes(`/${id}/`),
    );
    if (only && others.length === 0) return only.functionArn;
    const known = this.logicalIds().join(', ') || 'none';
    throw new Error(`function '${id}' not found, only: ${known}`);
  }
}
