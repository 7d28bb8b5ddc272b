import { randomUUID } from 'node:crypto';
import { ONE_STAGE, type StackSource } from './cloud-assembly';
import { CustomResourceProvisioner } from './custom-resource';
import type { LocalDeploymentOptions } from './deployment-options';
import { FailurePlan } from './failures';
import { NestedStackProvisioner } from './nested-stack';
import type { Provisioner } from './provisioner';
import { FUNCTION_TYPE, limitOf, NATIVE_PROVISIONERS, stubbedFunction } from './provisioners';
import { regionalProblem } from './regional-types';
import { isNamed, type NamedResource } from './resource-names';
import { isCustomResource, NESTED_STACK_TYPE } from './resource-types';
import { ResponseServer } from './response-server';
import { Stack } from './stack';
import type { StackEvent } from './stack-event';
import { StackPlan } from './stack-plan';
import { refuseStubbedChime, rememberStubbedChime } from './stubbed-chime';
import { overrideOf, stubProvisioner, stubsType } from './stubs';
import { isStubbed, isSupported, refusal } from './support';
import { checkAttributes } from './unknown-attributes';
import { stubWhereWaiting } from './waiting-provider';
import type { LocalCloud } from '../cloud';

/** The error for sources that cannot be deployed locally at all. */
export class Unsupported extends Error {}

/**
 * Opens the stacks of one deployment, the requested one and those nested in it, and plans their changes. They share
 * provisioners.
 */
export class StackFactory {
  private readonly nested = new NestedStackProvisioner(this);
  private readonly server = new ResponseServer();
  private readonly custom = new Map<string, Provisioner>();

  public constructor(
    private readonly cloud: LocalCloud,
    private readonly options: LocalDeploymentOptions,
    private readonly record: (event: StackEvent) => void,
  ) {}

  /** The nested stacks of the opened stacks. */
  public get nestedStacks(): Stack[] {
    return [...this.nested.stacks.values()];
  }

  public open(stackName: string, isNested = false): Stack {
    const { partition, region, account, clock } = this.cloud.emulator;
    return new Stack({
      cloud: this.cloud,
      stackName,
      stackId: `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${randomUUID()}`,
      provisionerOf: (resource) => this.provisionerOf(resource),
      variablesOf: (resource) => this.variablesOf(resource),
      stubsType: (type) => stubsType(this.options.stubs, type, false),
      record: (event) => this.record({ timestamp: new Date(clock.now()), ...event }),
      rollbackOfReplacement: this.options.rollbackOfReplacement ?? 'reversedUpdate',
      isCustomResource,
      isNested,
      finishNested: async (physicalId) => this.nested.stacks.get(physicalId)?.finish(FailurePlan.none()),
    });
  }

  /** @throws for every problem with a template that can be found before the work begins */
  public plan(
    { stackName, stackId }: Stack,
    source: StackSource,
    parameters: Readonly<Record<string, string>>,
  ): StackPlan {
    refuseErrors(source);
    this.refuseOtherEnvironment(source);
    checkAttributes(source, this.options.stubs); // again, because the location of a nested template may be known only now
    const plan = new StackPlan(source, parameters, {
      cloud: this.cloud,
      stackName,
      stackId,
      stubsType: (type) => stubsType(this.options.stubs, type, false),
    });
    const resources = Object.entries(plan.resources).map(([logicalId, definition]) => ({
      logicalId,
      definition,
      source,
    }));
    const refused = resources.filter((resource) => !isSupported(resource, this.options.stubs));
    if (refused.length > 0) throw new Unsupported(refusal(stackName, refused));
    const provisioned = resources.filter((resource) => !isStubbed(resource, this.options.stubs));
    const problem = regionalProblem(stackName, provisioned, this.cloud.emulator.region);
    if (problem !== undefined) throw new Unsupported(problem);
    return plan;
  }

  public async close(): Promise<void> {
    await this.server.close();
  }

  private refuseOtherEnvironment({ stackName, account, region }: StackSource): void {
    const { emulator } = this.cloud;
    const isHere =
      (account ?? emulator.account) === emulator.account && (region ?? emulator.region) === emulator.region;
    if (isHere) return;
    const bound = [account && `account ${account}`, region && `region ${region}`].filter(Boolean).join(', ');
    throw new Unsupported(
      `stack ${stackName} is bound to ${bound}, but the emulator is started` +
        ` for account ${emulator.account}, region ${emulator.region}: pass them to ChimeMessagingEmulator.start()` +
        ` (--account and --region), and for several environments deploy ${ONE_STAGE} at a time`,
    );
  }

  private provisionerOf(resource: NamedResource): Provisioner {
    const { Type: type, Properties: properties = {} } = resource.definition;
    if (isStubbed(resource, this.options.stubs)) {
      const override = overrideOf(this.options.stubs, (name) => isNamed(resource, name));
      const isFunction = type === FUNCTION_TYPE && override?.ref === undefined; // others may invoke it, without effect
      return isFunction
        ? stubbedFunction(limitOf(type, properties), override?.attributes)
        : rememberStubbedChime(type, stubProvisioner(type, override));
    }
    if (type === NESTED_STACK_TYPE) return this.nested;
    if (Object.hasOwn(NATIVE_PROVISIONERS, type)) return refuseStubbedChime(type, NATIVE_PROVISIONERS[type]!);
    const existing = this.custom.get(type);
    if (existing) return existing;
    const custom = new CustomResourceProvisioner(type, this.server, this.options);
    const created = stubWhereWaiting(type, refuseStubbedChime(type, custom));
    this.custom.set(type, created);
    return created;
  }

  /** Variables for the function itself override those for all functions. */
  private variablesOf(resource: NamedResource): Record<string, string> {
    const { environment = {} } = this.options;
    const named = Object.entries(environment).filter(([name]) => isNamed(resource, name));
    return Object.assign({}, environment['*'], ...named.map(([, variables]) => variables)) as Record<
      string,
      string
    >;
  }
}

/** Like the CDK CLI, refuses an app that was synthesized despite errors. */
function refuseErrors({ stackName, errors = [] }: StackSource): void {
  if (errors.length > 0) throw new Unsupported(`stack ${stackName} has errors: ${errors.join('; ')}`);
}
