import { randomUUID } from 'node:crypto';
import type { StackSource } from './cloud-assembly';
import { CustomResourceProvisioner, isCustomResource } from './custom-resource';
import type { LocalDeploymentOptions } from './deployment-options';
import { NESTED_STACK_TYPE, NestedStackProvisioner } from './nested-stack';
import type { Provisioner } from './provisioner';
import { NATIVE_PROVISIONERS } from './provisioners';
import { ResponseServer } from './response-server';
import { Stack } from './stack';
import type { StackEvent } from './stack-event';
import { StackPlan } from './stack-plan';
import type { LocalCloud } from '../cloud';

/** Something that cannot be deployed here at all. */
export class Unsupported extends Error {}

/**
 * Opens the stacks of one deployment, which are the one that was asked for and those nested in it, and plans what they are
 * to become. They share what provisions resources.
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

  /** The stacks nested in those that were opened. */
  public get nestedStacks(): Stack[] {
    return [...this.nested.stacks.values()];
  }

  public open(stackName: string): Stack {
    const { partition, region, account, clock } = this.cloud.emulator;
    return new Stack({
      cloud: this.cloud,
      stackName,
      stackId: `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${randomUUID()}`,
      provisionerOf: (type) => this.provisionerOf(type),
      record: (event) => this.record({ timestamp: new Date(clock.now()), ...event }),
      rollbackOfReplacement: this.options.rollbackOfReplacement ?? 'reversedUpdate',
      isCustomResource,
    });
  }

  /** @throws everything that is wrong with a template and can be known before the work begins */
  public plan(
    { stackName, stackId }: Stack,
    source: StackSource,
    parameters: Readonly<Record<string, string>>,
  ): StackPlan {
    this.refuseOtherEnvironment(source);
    const plan = new StackPlan(source, parameters, { cloud: this.cloud, stackName, stackId });
    refuseUnsupported(plan);
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
    throw new Unsupported(
      `stack ${stackName} is bound to account ${account}, region ${region}, but the emulator is started` +
        ` for account ${emulator.account}, region ${emulator.region}`,
    );
  }

  private provisionerOf(type: string): Provisioner {
    if (type === NESTED_STACK_TYPE) return this.nested;
    if (!isCustomResource(type)) return NATIVE_PROVISIONERS[type]!;
    const existing = this.custom.get(type);
    if (existing) return existing;
    const created = new CustomResourceProvisioner(type, this.server, this.options);
    this.custom.set(type, created);
    return created;
  }
}

function refuseUnsupported({ resources }: StackPlan): void {
  const unsupported = Object.entries(resources).filter(([, { Type: type }]) => !isSupported(type));
  if (unsupported.length === 0) return;
  const names = unsupported.map(([logicalId, { Type: type }]) => `${type} (${logicalId})`).join(', ');
  throw new Unsupported(`resource types that cannot be deployed locally: ${names}`);
}

function isSupported(type: string): boolean {
  return type === NESTED_STACK_TYPE || isCustomResource(type) || Object.hasOwn(NATIVE_PROVISIONERS, type);
}
