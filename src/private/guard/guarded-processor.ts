import { Annotations, type Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { guardConfig } from './event-invoke-configs';
import { invokedArnOf, isDefinedHere, knownNameOf, qualifierOf, RolePolicy, unqualified } from '../providers';
import { got, hashOf, identityOf, validateEnvironment, ValidationError } from '../validation';

export interface GuardedProcessorProps {
  readonly fn: lambda.IFunction;
  /** The role of the function, which Lambda uses to invoke the guard. */
  readonly role: iam.IRole;
  /** Whether its messages continue when it fails. */
  readonly isAllowed: boolean;
  /** The construct that an error names. */
  readonly guard: Construct;
  readonly guardArn: string;
  readonly retryAttempts: number;
  readonly maxEventAge: Duration;
}

/**
 * A function, version, or alias whose failed invocations go to a guard.
 *
 * It is in the guard's stack, but not below the guard: Lambda has one configuration per function and qualifier, which must be
 * updated in place when another guard takes over.
 */
export class GuardedProcessor extends Construct {
  public static in(stack: Stack, props: GuardedProcessorProps): GuardedProcessor {
    const id = `ChimeGuarded${hashOf(identityOf(stack, invokedArnOf(props.fn)))}`;
    const existing = stack.node.tryFindChild(id) as GuardedProcessor | undefined;
    if (existing) return existing;
    validateStack(stack, props);
    return new GuardedProcessor(stack, id, props);
  }

  public readonly fn: lambda.IFunction;
  public readonly isAllowed: boolean;
  /** Function name and qualifier, as in ARNs. */
  public readonly name: string;
  /** The same, with a question mark for parts that are known only at deployment. */
  public readonly knownName: string;
  /** The configuration, which must exist before the first message; it depends on its policy. */
  public readonly config: lambda.CfnEventInvokeConfig;

  private constructor(stack: Stack, id: string, props: GuardedProcessorProps) {
    super(stack, id);
    this.fn = props.fn;
    this.isAllowed = props.isAllowed;
    const { functionName } = unqualified(props.fn);
    const qualifier = qualifierOf(props.fn);
    this.name = `${functionName}:${qualifier}`;
    this.knownName = `${knownNameOf(functionName) ?? '?'}:${Token.isUnresolved(qualifier) ? '?' : qualifier}`;

    this.config = guardConfig(this, 'EventInvokeConfig', {
      functionName,
      qualifier,
      maximumRetryAttempts: props.retryAttempts,
      maximumEventAgeInSeconds: props.maxEventAge.toSeconds(),
      destinationConfig: { onFailure: { destination: props.guardArn } },
    });
    this.config.node.addDependency(this.allowInvoke(props));
    if (!isDefinedHere(props.fn)) warnOfImport(props.fn);
  }

  /** A guard takes over only once it may call back. If the policy is in the stack of a flow, it has to come later than this. */
  public waitFor(policy: RolePolicy): void {
    if (Stack.of(policy) === Stack.of(this)) this.config.node.addDependency(policy);
  }

  /**
   * Lambda rejects a destination that the role may not invoke. Each guard has its own policy, so that the role may invoke the
   * next guard before that one takes over, and the previous one until then.
   */
  private allowInvoke({ fn, role, guardArn }: GuardedProcessorProps): RolePolicy {
    const statement = new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [guardArn] });
    const policy = new RolePolicy(this, `Invoke${hashOf(identityOf(this, guardArn))}`, role, [statement]);
    if (!policy.reachesRole) warnOfRole(fn);
    return policy;
  }
}

function validateStack(stack: Stack, { fn, guard }: GuardedProcessorProps): void {
  if (Stack.of(fn) !== stack) {
    throw new ValidationError(
      `'processorFunction' must be in the stack of the guard, because each refers to the other, ${got(fn.node.path)}`,
      guard,
    );
  }
  validateEnvironment(guard, 'processorFunction', fn); // an import in the stack may be of a function in another environment
}

function warnOfRole(fn: lambda.IFunction): void {
  Annotations.of(fn).addWarningV2(
    'cdk-chime-sdk-messaging:processor-guard-role',
    `the role of ${fn.node.path} cannot be changed by this app: make sure that it allows lambda:InvokeFunction on the processor guard,` +
      " or Lambda rejects the guard as its failure destination. To turn off the guard, set 'errorAction' to LEAVE_PENDING",
  );
}

function warnOfImport(fn: lambda.IFunction): void {
  Annotations.of(fn).addWarningV2(
    'cdk-chime-sdk-messaging:processor-guard-import',
    `${fn.node.path} is an import, and this app adds an asynchronous invocation configuration to it: the guard as failure destination,` +
      ' with its retries and event age. If the function already has one elsewhere, the deployment fails or replaces it. Use' +
      " an alias that is defined in this app as the processor, or set 'errorAction' to LEAVE_PENDING to leave the function unchanged",
  );
}
