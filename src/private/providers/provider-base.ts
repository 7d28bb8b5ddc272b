import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  CUSTOM_RESOURCE_RUNTIME_FAMILY,
  CUSTOM_RESOURCE_SINGLETON,
  CUSTOM_RESOURCE_SINGLETON_LOG_GROUP,
} from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledgeLatestRuntime, acknowledgeWildcards } from './acknowledgments';
import { codeOf } from './function-code';
import { reserveReplacement } from './inline-policy-size';
import { AllowNetworkOfAspects, networkInterfaces } from './network-permissions';
import { keepOwnProperties } from './own-properties';
import { RolePolicy } from './role-policy';
import { sharedIn } from './shared-in';
import type { ProviderFunctionOptions } from '../../provider-function-options';
import {
  got,
  hashOf,
  identityOf,
  isKnownAtDeployment,
  PROVIDER_OPTIONS,
  validateEnvironmentOfOptions,
  validateFunctionOptions,
  validateKind,
  validateNetwork,
  ValidationError,
  warnOfInjected,
  warnOfLeftOut,
  within,
} from '../validation';

const MINIMUM_TIMEOUT = Duration.seconds(30);
const MAXIMUM_TIMEOUT = Duration.minutes(15);
const MINIMUM_MEMORY_SIZE = 128;
const MAXIMUM_MEMORY_SIZE = 10_240;

/** The Node.js version that the code is bundled for. */
const MINIMUM_NODE_VERSION = 20;

/** The total wait between Lambda's three attempts at an event whose function does not respond. */
const LAMBDA_RETRY_WAITS = Duration.minutes(3);

/** The longest that CloudFormation waits for a response. */
const MAXIMUM_SERVICE_TIMEOUT = Duration.hours(1);

const OWN_LOG_GROUP = 'LogGroup';
const OWN_ROLE = 'Role';

/** The policy with the permissions that the function needs to run at all. */
const RUN = 'Run';

export interface ProviderBaseProps {
  /** The folder of the function's code below `assets`. */
  readonly asset: string;
  readonly description: string;
  /** The options that the user has set. */
  readonly options: ProviderFunctionOptions;
  /** Whether the provider's class extends one of ours. Such a class may have options of its own. */
  readonly isSubclass: boolean;
  /** The id of the warning for a role that cannot be changed. */
  readonly permissionWarning?: string;
}

/**
 * The base class of the providers, the guard, and the functions of coverages: a function, its role, and its log group.
 *
 * @internal
 */
export abstract class ProviderBase extends Construct implements iam.IGrantable, ec2.IConnectable {
  /**
   * The service token of custom resources: the ARN of the provider's function.
   */
  public readonly serviceToken: string;

  /**
   * The role of the provider's function.
   */
  public readonly role: iam.IRole;

  /**
   * The principal of the provider's function.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  /**
   * How long CloudFormation waits for a response.
   *
   * @internal
   */
  public readonly _serviceTimeout: Duration;

  /**
   * The function.
   *
   * @internal
   */
  public readonly _function: lambda.Function;

  private readonly permissionWarning: string;

  protected constructor(scope: Construct, id: string, props: ProviderBaseProps) {
    const { asset, description, options } = props;
    validateFunctionOptions(within(scope, id), options, PROVIDER_OPTIONS, props.isSubclass);
    super(scope, id);
    warnOfLeftOut(this, options, PROVIDER_OPTIONS);
    const { timeout = Duration.minutes(5), memorySize = 256 } = options;
    validateNetwork(this, options);
    validateEnvironmentOfOptions(this, options);
    validateTimeout(this, timeout);
    validateMemorySize(this, memorySize);
    validateRuntime(this, options.runtime);
    this.permissionWarning = props.permissionWarning ?? 'provider-permission';

    const runtime = options.runtime ?? lambda.determineLatestNodeRuntime(this);
    const logGroup = options.logGroup ?? this.ownLogGroup();
    const run = new iam.PolicyDocument();
    const role = options.role ?? this.ownRole(run);
    const own = {
      description,
      code: codeOf(this, asset),
      handler: 'index.handler',
      architecture: lambda.Architecture.ARM_64,
    };
    keepOwnProperties<lambda.FunctionProps>(this, lambda.Function, (injected) => {
      const settings = validSettings(this, injected, { timeout, memorySize, runtime });
      const isOtherLogGroup = injected.logGroup !== undefined && injected.logGroup !== logGroup;
      // CDK rejects a retention together with a log group, which has its own
      const kept = isOtherLogGroup ? own : { ...own, logRetention: undefined };
      warnOfInjected(this, injected, kept);
      return { logGroup, role, ...defined(injected), ...kept, ...settings };
    });
    // by name, because options that an app shares among its functions may include some that this function does not
    // accept
    const { environmentEncryption, vpc, vpcSubnets, securityGroups } = options;
    const handler = new lambda.Function(this, 'Function', {
      ...own,
      memorySize,
      // an injector that sets defaults takes a property that is `undefined` for one that is set
      ...defined({ environmentEncryption, vpc, vpcSubnets, securityGroups }),
      runtime,
      timeout,
      logGroup,
      role,
    });
    this._function = handler;
    this.serviceToken = handler.functionArn;

    // property injectors of the app may have set another role, VPC, log group or timeout
    this.role = handler.role ?? role;
    this.grantPrincipal = this.role.grantPrincipal;
    this._serviceTimeout = serviceTimeoutOf(handler.timeout ?? timeout);
    if (handler.logGroup !== logGroup) this.node.tryRemoveChild(OWN_LOG_GROUP);
    const needed = runtimeStatements(handler);
    const isOwn = role === this.role && !options.role;
    if (isOwn) {
      run.addStatements(...needed);
      acknowledgeWildcards(role, needed);
      AllowNetworkOfAspects.addTo(handler, run);
    } else {
      this.node.tryRemoveChild(OWN_ROLE);
    }
    if (!isOwn || isCustomized(role)) handler.node.addDependency(this.policy(this, RUN, needed));
    if (!options.runtime && handler.runtime === runtime) acknowledgeLatestRuntime(handler);

    // CustomResourceConfig finds its targets by this metadata. The guard and the functions of coverages serve no custom resource,
    // but an app that sets the log retention or the runtime of the functions behind its resources means them as well.
    handler.node.addMetadata(CUSTOM_RESOURCE_SINGLETON, true);
    handler.node.addMetadata(CUSTOM_RESOURCE_RUNTIME_FAMILY, handler.runtime.family);
  }

  /**
   * The connections of the provider's function, which must be in a VPC.
   */
  public get connections(): ec2.Connections {
    if (this._function.isBoundToVpc) return this._function.connections;
    throw new ValidationError("'connections' needs a function in a VPC, got none: set 'vpc'", this);
  }

  /**
   * Allows the function to act in an app instance, or on behalf of a bearer. Each has its own policy: CloudFormation removes it
   * only after the last flow that depends on it, which would not be true for a statement in a policy that others still use. The
   * policy is in the flow's stack: in the stack of a shared provider, it would make the two stacks depend on each other.
   *
   * @internal
   */
  protected _allowIn(
    scope: Construct,
    purpose: string,
    arns: readonly string[],
    statements: () => iam.PolicyStatement[],
  ): RolePolicy {
    const stack = Stack.of(scope);
    const id = `Chime${purpose}${hashOf(...[this.serviceToken, ...arns].map((value) => identityOf(stack, value)))}`;
    return sharedIn(stack, id, 'construct', () => this.policy(stack, id, statements()));
  }

  /**
   * Allows the provider to verify facts that responses of the service and events of CloudFormation leave open: whether an app
   * instance is gone, and whether a request belongs to a rollback. None of this concerns a single app instance, so a stack has
   * one such policy, and the policies of its app instances stay small.
   *
   * @internal
   */
  protected _allowVerify(scope: Construct): RolePolicy {
    const stack = Stack.of(scope);
    return this._allowIn(scope, 'Verify', [stack.stackId], () => [listAppInstances(stack), describe(stack)]);
  }

  /**
   * Allows the provider to verify whether a request belongs to a rollback, and nothing about app instances.
   *
   * @internal
   */
  protected _allowDescribeStack(scope: Construct): RolePolicy {
    const stack = Stack.of(scope);
    return this._allowIn(scope, 'DescribeStack', [stack.stackId], () => [describe(stack)]);
  }

  /**
   * Allows the function to act as the bearers of an owner. They share a policy, because separate policies would repeat the actions.
   * The policy is replaced when they change, so that a previous bearer can still be used until CloudFormation removes the previous
   * policy.
   *
   * @internal
   */
  protected _allowAs(
    scope: Construct,
    purpose: string,
    appInstanceArn: string,
    bearerArns: readonly string[],
    actions: string[],
  ): RolePolicy {
    return this._allowIn(scope, purpose, [appInstanceArn, ...bearerArns], () => [
      new iam.PolicyStatement({ actions, resources: [...bearerArns] }),
    ]);
  }

  /**
   * Reserves room in the size of the role's policies for the replacement of an owner's policies.
   *
   * @internal
   */
  protected _replaceable(owner: Construct, policies: RolePolicy[]): RolePolicy[] {
    reserveReplacement(this.role, owner, policies);
    return policies;
  }

  private policy(scope: Construct, id: string, statements: iam.PolicyStatement[]): RolePolicy {
    const policy = new RolePolicy(scope, id, this.role, statements);
    policy.warnUnlessItReaches(this, this.permissionWarning);
    return policy;
  }

  private ownLogGroup(): logs.LogGroup {
    const logGroup = new logs.LogGroup(this, OWN_LOG_GROUP, {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.node.addMetadata(CUSTOM_RESOURCE_SINGLETON_LOG_GROUP, true);
    return logGroup;
  }

  /** Doesn't use the managed policy for logging, which would allow creating the log group again after the stack is gone. */
  private ownRole(run: iam.PolicyDocument): iam.Role {
    keepOwnProperties<iam.RoleProps>(this, iam.Role, (injected, { assumedBy, inlinePolicies }) => ({
      ...injected,
      assumedBy,
      inlinePolicies: { ...injected.inlinePolicies, ...inlinePolicies },
    }));
    return new iam.Role(this, OWN_ROLE, {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { [RUN]: run },
    });
  }
}

/** The service denies calls about an app instance that is gone just as if they were not allowed. */
function listAppInstances(stack: Stack): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['chime:ListAppInstances'],
    resources: [stack.formatArn({ service: 'chime', resource: 'app-instance', resourceName: '*' })],
  });
}

/** A request of a rollback looks like any other. The stack is the resource's own, even if stacks share the provider. */
function describe(stack: Stack): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['cloudformation:DescribeStacks'],
    resources: [stack.stackId],
  });
}

/** Whether `Role.customizeRoles()` applies to our own role: CDK then copies its inline policies, before they are filled. */
function isCustomized(role: iam.IRole): boolean {
  return role.node.tryFindChild(RUN) !== undefined;
}

/** The permissions that the function needs to run at all, before it manages anything. */
function runtimeStatements({ logGroup, isBoundToVpc }: lambda.Function): iam.PolicyStatement[] {
  const logging = new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
  return isBoundToVpc ? [logging, networkInterfaces()] : [logging];
}

/** Long enough for all of Lambda's attempts. */
function serviceTimeoutOf(timeout: Duration): Duration {
  if (timeout.isUnresolved()) return MAXIMUM_SERVICE_TIMEOUT;
  const seconds = 3 * timeout.toSeconds() + LAMBDA_RETRY_WAITS.toSeconds();
  return Duration.seconds(Math.min(seconds, MAXIMUM_SERVICE_TIMEOUT.toSeconds()));
}

/** The settings that a property injector of the app may choose, within the limits of the options; it may also have removed them. */
function validSettings(
  scope: Construct,
  injected: lambda.FunctionProps,
  ours: Required<Pick<ProviderFunctionOptions, 'timeout' | 'memorySize' | 'runtime'>>,
): Pick<lambda.FunctionProps, 'timeout' | 'memorySize' | 'runtime'> {
  const {
    timeout = ours.timeout,
    memorySize = ours.memorySize,
    runtime = ours.runtime,
  } = injected as Partial<lambda.FunctionProps>;
  validateKind(scope, 'timeout', timeout, 'duration');
  validateKind(scope, 'memorySize', memorySize, 'number');
  validateKind(scope, 'runtime', runtime, 'runtime');
  validateTimeout(scope, timeout, BY_INJECTOR);
  validateMemorySize(scope, memorySize, BY_INJECTOR);
  validateRuntime(scope, runtime, BY_INJECTOR);
  return { timeout, memorySize, runtime };
}

/** Removes properties that are `undefined`. */
function defined<T extends object>(props: T): T {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
}

const BY_INJECTOR = ' from a property injector';

function validateRuntime(scope: Construct, runtime: lambda.Runtime | undefined, source = ''): void {
  if (!runtime) return;
  const version = /^nodejs(\d+)[.]x$/.exec(runtime.name)?.[1];
  const isNode = runtime.family === lambda.RuntimeFamily.NODEJS;
  // the name of determineLatestNodeRuntime() depends on the Region
  if (isNode && (Token.isUnresolved(runtime.name) || Number(version ?? 0) >= MINIMUM_NODE_VERSION)) return;
  throw new ValidationError(
    `'runtime' must be Node.js ${MINIMUM_NODE_VERSION} or later, ${got(runtime.name)}${source}`,
    scope,
  );
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
function validateMemorySize(scope: Construct, size: number, source = ''): void {
  if (Token.isUnresolved(size)) return;
  if (Number.isInteger(size) && size >= MINIMUM_MEMORY_SIZE && size <= MAXIMUM_MEMORY_SIZE) return;
  throw new ValidationError(
    `'memorySize' must be ${MINIMUM_MEMORY_SIZE} to ${MAXIMUM_MEMORY_SIZE} whole MiB, ${got(size)}${source}`,
    scope,
  );
}

function validateTimeout(scope: Construct, timeout: Duration, source = ''): void {
  if (isKnownAtDeployment(scope, 'timeout', timeout, source)) return;
  const seconds = timeout.toSeconds({ integral: false });
  const isInRange = seconds >= MINIMUM_TIMEOUT.toSeconds() && seconds <= MAXIMUM_TIMEOUT.toSeconds();
  if (Number.isInteger(seconds) && isInRange) return;
  const rule = isInRange ? 'whole seconds' : '30 seconds to 15 minutes';
  throw new ValidationError(`'timeout' must be ${rule}, ${got(timeout.toHumanString())}${source}`, scope);
}
