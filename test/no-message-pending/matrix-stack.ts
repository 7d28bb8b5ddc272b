import { Duration, Stack } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser } from 'aws-cdk-lib/aws-chime';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ChannelFlow, ChannelFlowProvisioning, ErrorAction, FallbackAction } from '../../src';

/**
 * The functions, by their peculiarity. Their timeouts are real time: long enough for a busy machine, or short if the
 * test waits for the timeout.
 */
const FUNCTIONS = {
  sound: { timeout: 60 },
  crashing: { timeout: 60 },
  hanging: { timeout: 2 },
  plain: { timeout: 60, handler: 'index.plainHandler' },
  forbidden: { timeout: 60 },
  throttled: { timeout: 60, reservedConcurrentExecutions: 0 },
  deleted: { timeout: 60 },
  uninvokable: { timeout: 60 },
};
export type FunctionKind = keyof typeof FUNCTIONS;

/** The settings of a processor. */
export interface Setting {
  readonly fallbackAction: FallbackAction;
  readonly errorAction: ErrorAction;
}

export const SETTINGS: readonly Setting[] = Object.values(FallbackAction).flatMap((fallbackAction) =>
  Object.values(ErrorAction).map((errorAction) => ({ fallbackAction, errorAction })),
);

export function functionId(kind: FunctionKind, { errorAction }: Setting): string {
  return `${kind}-${errorAction}`;
}

export function flowId(kind: FunctionKind, setting: Setting): string {
  return `${functionId(kind, setting)}-${setting.fallbackAction}`;
}

/** A function of each kind for each error action, and a flow on it for each fallback action. */
export class MatrixStack extends Stack {
  private readonly appInstance: CfnAppInstance;

  public constructor(
    scope: Construct,
    id: string,
    private readonly code: lambda.Code,
  ) {
    super(scope, id);
    this.appInstance = new CfnAppInstance(this, 'AppInstance', { name: 'chat' });
    for (const name of ['Alice', 'Bob']) {
      const appInstanceArn = this.appInstance.attrAppInstanceArn;
      new CfnAppInstanceUser(this, name, { appInstanceArn, appInstanceUserId: name, name });
    }
    for (const kind of Object.keys(FUNCTIONS) as FunctionKind[]) {
      for (const setting of SETTINGS) this.addFlow(kind, setting);
    }
  }

  private addFlow(kind: FunctionKind, setting: Setting): void {
    new ChannelFlow(this, flowId(kind, setting), {
      appInstance: this.appInstance,
      processors: [{ function: this.functionOf(kind, setting), ...setting }],
      provisioning: ChannelFlowProvisioning.CLOUDFORMATION,
    });
  }

  private functionOf(kind: FunctionKind, setting: Setting): lambda.IFunction {
    const id = functionId(kind, setting);
    const existing = this.node.tryFindChild(id) as lambda.Function | undefined;
    if (existing) return existing;
    const { timeout, ...properties } = FUNCTIONS[kind];
    const fn = new lambda.Function(this, id, {
      code: this.code,
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      timeout: Duration.seconds(timeout),
      ...properties,
    });
    // Lambda's own retries would only crash again, unless a guard limits them
    const crashes = kind === 'crashing' || kind === 'hanging';
    if (crashes && setting.errorAction === ErrorAction.LEAVE_PENDING) {
      fn.configureAsyncInvoke({ retryAttempts: 0 });
    }
    if (kind === 'forbidden') fn.addToRolePolicy(NO_CALLBACK);
    return fn;
  }
}

const NO_CALLBACK = new iam.PolicyStatement({
  effect: iam.Effect.DENY,
  actions: ['chime:ChannelFlowCallback'],
  resources: ['*'],
});
