import { Annotations, type Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, Dependable } from 'constructs';
import { knownNameOf, qualifierOf, unqualified } from './qualified-function';
import { RolePolicy } from './role-policy';

/** A processor that can be guarded. */
export interface GuardableProcessor {
  readonly fn: lambda.IFunction;
  /** The role of the function: as it, Lambda invokes the guard. */
  readonly role: iam.IRole;
  /** Whether its messages go on when it fails. */
  readonly isAllowed: boolean;
}

export interface GuardedProcessorProps extends GuardableProcessor {
  readonly guardArn: string;
  readonly retryAttempts: number;
  readonly maxEventAge: Duration;
}

/** A function, version or alias whose failed invocations go to a guard. */
export class GuardedProcessor extends Construct {
  public readonly fn: lambda.IFunction;
  public readonly isAllowed: boolean;
  /** Function name and qualifier, as they stand in ARNs. */
  public readonly name: string;
  /** The same, with a question mark for what is not known before the deployment. */
  public readonly knownName: string;
  public readonly config: lambda.CfnEventInvokeConfig;

  public constructor(scope: Construct, id: string, props: GuardedProcessorProps) {
    super(scope, id);
    this.fn = props.fn;
    this.isAllowed = props.isAllowed;
    const { functionName } = unqualified(props.fn);
    const qualifier = qualifierOf(props.fn);
    this.name = `${functionName}:${qualifier}`;
    this.knownName = `${knownNameOf(functionName) ?? '?'}:${Token.isUnresolved(qualifier) ? '?' : qualifier}`;

    const invoke = new iam.PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: [props.guardArn],
    });
    this.config = new lambda.CfnEventInvokeConfig(this, 'EventInvokeConfig', {
      functionName,
      qualifier,
      maximumRetryAttempts: props.retryAttempts,
      maximumEventAgeInSeconds: props.maxEventAge.toSeconds(),
      destinationConfig: { onFailure: { destination: props.guardArn } },
    });
    // Lambda refuses a destination that the role may not reach
    const policy = new RolePolicy(this, 'Invoke', props.role, [invoke]);
    this.config.node.addDependency(policy);
    if (!policy.reachesRole) warnOfRole(props.fn);
    // the policy comes along with the configuration, and a flow should not list more than it must
    const roots = () => this.node.children.filter((child) => child === this.config);
    Dependable.implement(this, {
      get dependencyRoots() {
        return roots();
      },
    });
  }
}

function warnOfRole(fn: lambda.IFunction): void {
  Annotations.of(fn).addWarningV2(
    'cdk-chime-sdk-messaging:processor-guard-role',
    `the role of ${fn.node.path} cannot be changed from here: see that it allows lambda:InvokeFunction on the processor guard,` +
      " or Lambda refuses the guard as its failure destination; 'errorAction' LEAVE_PENDING leaves the guard out",
  );
}
