import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  CUSTOM_RESOURCE_RUNTIME_FAMILY,
  CUSTOM_RESOURCE_SINGLETON,
  CUSTOM_RESOURCE_SINGLETON_LOG_GROUP,
} from 'aws-cdk-lib/custom-resources';
import { Construct, type IDependable } from 'constructs';
import { RolePolicy } from './role-policy';
import { acknowledgeWildcards } from './wildcards';
import type { ProviderFunctionOptions } from '../../provider-function-options';
import { identityOf } from '../validation/arns';
import { hashOf } from '../validation/hash';
import { got, ValidationError } from '../validation/validation-error';

const MINIMUM_TIMEOUT = Duration.seconds(30);
const MAXIMUM_TIMEOUT = Duration.minutes(15);

/** The waits between the three times that Lambda runs an event whose function does not answer. */
const LAMBDA_RETRY_WAITS = Duration.minutes(3);

/** The longest that CloudFormation waits for an answer. */
const MAXIMUM_SERVICE_TIMEOUT = Duration.hours(1);

/**
 * What the two providers share: one function, its role and its log group.
 *
 * @internal
 */
export abstract class ProviderBase extends Construct implements iam.IGrantable {
  /**
   * What custom resources name as their service token: the ARN of the provider's function.
   */
  public readonly serviceToken: string;

  /**
   * The role that the provider acts with.
   */
  public readonly role: iam.IRole;

  /**
   * The principal that the provider acts as.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  /**
   * How long CloudFormation waits for an answer.
   *
   * @internal
   */
  public readonly _serviceTimeout: Duration;

  protected constructor(
    scope: Construct,
    id: string,
    asset: string,
    description: string,
    options: ProviderFunctionOptions,
    private readonly permissionWarning = 'provider-permission',
  ) {
    super(scope, id);
    const timeout = options.timeout ?? Duration.minutes(5);
    validateTimeout(this, timeout);
    validateRuntime(this, options.runtime);

    const runtime = options.runtime ?? lambda.determineLatestNodeRuntime(this);
    const logGroup = options.logGroup ?? this.ownLogGroup();
    const statements = runtimeStatements(logGroup, options.vpc !== undefined);
    this.role = options.role ?? this.ownRole(statements);
    const handler = new lambda.Function(this, 'Function', {
      description,
      code: lambda.Code.fromAsset(join(__dirname, '..', '..', '..', 'assets', asset)),
      handler: 'index.handler',
      architecture: lambda.Architecture.ARM_64,
      ...options,
      memorySize: options.memorySize ?? 256,
      runtime,
      timeout,
      logGroup,
      role: this.role,
    });
    if (options.role) handler.node.addDependency(this.policy(this, 'Run', statements));
    // CustomResourceConfig finds its targets by these
    handler.node.addMetadata(CUSTOM_RESOURCE_SINGLETON, true);
    handler.node.addMetadata(CUSTOM_RESOURCE_RUNTIME_FAMILY, runtime.family);

    this.serviceToken = handler.functionArn;
    this.grantPrincipal = this.role.grantPrincipal;
    this._serviceTimeout = serviceTimeoutOf(timeout);
  }

  /**
   * Allows the provider what it does in an app instance. A policy of its own for each: CloudFormation removes it only after
   * the last flow that depends on it, which would not be so for a statement in a policy that others go on using. It lives in
   * the stack of the flow: in that of a provider from another stack, it would make the two stacks depend on each other.
   *
   * @internal
   */
  protected _allowIn(
    scope: Construct,
    appInstanceArn: string,
    purpose: string,
    statements: () => iam.PolicyStatement[],
  ): IDependable {
    const stack = Stack.of(scope);
    const id = `Chime${purpose}${hashOf(identityOf(stack, this.serviceToken), identityOf(stack, appInstanceArn))}`;
    const existing = stack.node.tryFindChild(id);
    if (existing) return existing;
    return this.policy(stack, id, statements());
  }

  private policy(scope: Construct, id: string, statements: iam.PolicyStatement[]): RolePolicy {
    const policy = new RolePolicy(scope, id, this.role, statements);
    policy.warnUnlessItReaches(this, this.permissionWarning);
    return policy;
  }

  private ownLogGroup(): logs.LogGroup {
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.node.addMetadata(CUSTOM_RESOURCE_SINGLETON_LOG_GROUP, true);
    return logGroup;
  }

  /** Not the managed policy for logging: that one could create the log group again after the stack is gone. */
  private ownRole(statements: iam.PolicyStatement[]): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Run: new iam.PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(role, statements);
    return role;
  }
}

/** What the function needs to run at all, before it manages anything. */
function runtimeStatements(logGroup: logs.ILogGroup, inVpc: boolean): iam.PolicyStatement[] {
  const logging = new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
  return inVpc ? [logging, networkInterfaces()] : [logging];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
function networkInterfaces(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  });
}

/** As long as Lambda may go on trying. */
function serviceTimeoutOf(timeout: Duration): Duration {
  if (timeout.isUnresolved()) return MAXIMUM_SERVICE_TIMEOUT;
  const seconds = 3 * timeout.toSeconds() + LAMBDA_RETRY_WAITS.toSeconds();
  return Duration.seconds(Math.min(seconds, MAXIMUM_SERVICE_TIMEOUT.toSeconds()));
}

function validateRuntime(scope: Construct, runtime: lambda.Runtime | undefined): void {
  if (!runtime || runtime.family === lambda.RuntimeFamily.NODEJS) return;
  throw new ValidationError(`'runtime' must be a Node.js runtime, ${got(runtime.name)}`, scope);
}

function validateTimeout(scope: Construct, timeout: Duration): void {
  if (timeout.isUnresolved()) return;
  const seconds = timeout.toSeconds();
  if (seconds < MINIMUM_TIMEOUT.toSeconds() || seconds > MAXIMUM_TIMEOUT.toSeconds()) {
    throw new ValidationError(
      `'timeout' must be 30 seconds to 15 minutes, ${got(timeout.toHumanString())}`,
      scope,
    );
  }
}
