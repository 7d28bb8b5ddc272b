import type { LocalDeployment } from '../cloudformation/local-deployment';
import type { StackEvent } from '../cloudformation/stack-event';

/** A deployment, an update or a removal that failed; whatever could be taken back has been taken back. */
export class DeploymentFailedError extends Error {
  public override readonly name = 'DeploymentFailedError';
  // private, so that a test runner which prints the error does not print all of it
  readonly #deployment: LocalDeployment;

  public constructor(message: string, deployment: LocalDeployment) {
    super(message.replace(/\s*\n\s*/g, ' '));
    this.#deployment = deployment;
  }

  /** The stack as it is now. */
  public get deployment(): LocalDeployment {
    return this.#deployment;
  }

  /** Everything that has happened to the stack. */
  public get events(): readonly StackEvent[] {
    return this.#deployment.events;
  }
}
