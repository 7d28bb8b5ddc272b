import { Annotations, Aspects, type Duration, type IAspect, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, Dependable, type IConstruct } from 'constructs';
import { findEventInvokeConfigs, subjectOf } from './event-invoke-configs';
import {
  invokedArnOf,
  isDefinedHere,
  knownNameOf,
  qualifierOf,
  stageOf,
  unqualified,
} from '../providers/qualified-function';
import { RolePolicy } from '../providers/role-policy';
import { removeChildren } from '../remove-children';
import { warnUnguarded } from '../unguarded';
import { identityOf } from '../validation/arns';
import { hashOf } from '../validation/hash';

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
  /** Called when it turns out that the processor cannot be guarded. */
  readonly release: (processor: GuardedProcessor) => void;
}

/**
 * A function, version or alias whose failed invocations go to a guard.
 *
 * It lives in the guard's stack and not below the guard: Lambda has one configuration for each function and qualifier, which has
 * to change in place when another guard takes over.
 */
export class GuardedProcessor extends Construct {
  public static in(stack: Stack, props: GuardedProcessorProps): GuardedProcessor {
    const id = `ChimeGuarded${hashOf(identityOf(stack, invokedArnOf(props.fn)))}`;
    const existing = stack.node.tryFindChild(id) as GuardedProcessor | undefined;
    return existing ?? new GuardedProcessor(stack, id, props);
  }

  public readonly isAllowed: boolean;
  /** Function name and qualifier, as they stand in ARNs. */
  public readonly name: string;
  /** The same, with a question mark for what is not known before the deployment. */
  public readonly knownName: string;
  private readonly config: lambda.CfnEventInvokeConfig;
  private isReleased = false;

  private constructor(
    stack: Stack,
    id: string,
    private readonly props: GuardedProcessorProps,
  ) {
    super(stack, id);
    this.isAllowed = props.isAllowed;
    const { functionName } = unqualified(props.fn);
    const qualifier = qualifierOf(props.fn);
    this.name = `${functionName}:${qualifier}`;
    this.knownName = `${knownNameOf(functionName) ?? '?'}:${Token.isUnresolved(qualifier) ? '?' : qualifier}`;

    this.config = new lambda.CfnEventInvokeConfig(this, 'EventInvokeConfig', {
      functionName,
      qualifier,
      maximumRetryAttempts: props.retryAttempts,
      maximumEventAgeInSeconds: props.maxEventAge.toSeconds(),
      destinationConfig: { onFailure: { destination: props.guardArn } },
    });
    this.config.node.addDependency(this.allowInvoke());
    // the policies come along with the configuration, and a flow should not list more than it must
    const roots = () => (this.isReleased ? [] : [this.config]);
    Dependable.implement(this, {
      get dependencyRoots() {
        return roots();
      },
    });
    Aspects.of(this).add(new Decide(this), { priority: Decide.PRIORITY });
    this.node.addValidation({ validate: () => this.validateAlone() });
  }

  /** A guard takes over only when it may call back. A policy in the stack of a flow has to come later than this one. */
  public waitFor(policy: RolePolicy): void {
    if (Stack.of(policy) === Stack.of(this)) this.config.node.addDependency(policy);
  }

  /** Whether the processor is guarded is decided late, because a configuration of its own may be defined after the flow. */
  public decide(): void {
    if (this.isReleased) return;
    const rival = this.rival();
    if (rival) this.giveWay(rival);
    else if (!isDefinedHere(this.props.fn)) warnOfImport(this.props.fn);
  }

  private giveWay(rival: IConstruct): void {
    warnUnguarded(
      this.props.fn,
      'processor-guard-own-config',
      `it has an asynchronous invocation configuration of its own (${rival.node.path}), which stays as it is. Remove that one,` +
        " with 'onFailure', 'onSuccess', 'maxEventAge' and 'retryAttempts', and define a ProcessorGuard for other attempts or" +
        ' ages; or settle such messages yourself, with permission from the grants of the flow',
    );
    this.isReleased = true;
    removeChildren(this);
    this.props.release(this);
  }

  /**
   * Lambda refuses a destination that the role may not invoke. A policy of its own for each guard, so that the role may invoke
   * the next one before it takes over, and the last one until then.
   */
  private allowInvoke(): RolePolicy {
    const { fn, role, guardArn } = this.props;
    const statement = new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [guardArn] });
    const policy = new RolePolicy(this, `Invoke${hashOf(identityOf(this, guardArn))}`, role, [statement]);
    if (!policy.reachesRole) warnOfRole(fn);
    return policy;
  }

  /** Another configuration for the same function and qualifier. */
  private rival(): IConstruct | undefined {
    const subject = subjectOf(this.config);
    return findEventInvokeConfigs(stageOf(this)).find(
      (config) => !(config.node.scope instanceof GuardedProcessor) && subjectOf(config) === subject,
    );
  }

  private validateAlone(): string[] {
    const rival = this.isReleased ? undefined : this.rival();
    if (!rival) return [];
    return [
      `${this.props.fn.node.path} must have one asynchronous invocation configuration, got that of its guard and ${rival.node.path},` +
        ` which an aspect defined too late for the guard to give way: define it without an aspect, or with one of a priority below` +
        ` ${Decide.PRIORITY} that visits the function; or set 'errorAction' LEAVE_PENDING`,
    ];
  }
}

/** Looks for other configurations when the aspects of the function have run, which is before this one in the tree. */
class Decide implements IAspect {
  public static readonly PRIORITY = 1000;

  public constructor(private readonly processor: GuardedProcessor) {}

  public visit(node: IConstruct): void {
    if (node === this.processor) this.processor.decide();
  }
}

function warnOfRole(fn: lambda.IFunction): void {
  Annotations.of(fn).addWarningV2(
    'cdk-chime-sdk-messaging:processor-guard-role',
    `the role of ${fn.node.path} cannot be changed from here: see that it allows lambda:InvokeFunction on the processor guard,` +
      " or Lambda refuses the guard as its failure destination; 'errorAction' LEAVE_PENDING leaves the guard out",
  );
}

function warnOfImport(fn: lambda.IFunction): void {
  Annotations.of(fn).addWarningV2(
    'cdk-chime-sdk-messaging:processor-guard-import',
    `${fn.node.path} is an import, and gets an asynchronous invocation configuration from here: the guard as failure destination,` +
      ' with its retries and event age. If the function has one elsewhere already, the deployment fails or replaces that one. Use' +
      " an alias that is defined here as the processor, or set 'errorAction' LEAVE_PENDING to leave the function as it is",
  );
}
