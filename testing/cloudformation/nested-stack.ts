import type { StackSource } from './cloud-assembly';
import { FailurePlan } from './failures';
import { nestedSource, readTemplate } from './nested-templates';
import { CreationFailed, type Existing, type Provisioned, type ProvisioningContext } from './provisioner';
import type { Stack } from './stack';
import type { StackPlan } from './stack-plan';
import type { Properties, Template } from './template';
import { checkTemplate } from './validation';
import { isObject } from '../inputs';

/** Opens stacks and plans their changes. */
export interface Stacks {
  open(stackName: string, isNested: boolean): Stack;
  plan(stack: Stack, source: StackSource, parameters: Readonly<Record<string, string>>): StackPlan;
}

/**
 * Provisions stacks that are nested in another one, and follow its lifecycle. Their templates are assets of the cloud
 * assembly.
 */
export class NestedStackProvisioner {
  /** The existing nested stacks, by ARN. */
  public readonly stacks = new Map<string, Stack>();

  public constructor(private readonly options: Stacks) {}

  public async create(properties: Properties, context: ProvisioningContext): Promise<Provisioned> {
    const stack = this.options.open(context.physicalName(128), true);
    const plan = this.plan(stack, properties, context);
    const { cloud, signal } = context;
    this.stacks.set(stack.stackId, stack);
    cloud.stacks.set(stack.stackName, stack);
    try {
      await stack.create(plan, FailurePlan.none(), signal);
      return provisioned(stack);
    } catch (error) {
      const message = `embedded stack ${stack.stackName} was not created: ${(error as Error).message}`;
      if (stack.stackStatus !== 'ROLLBACK_COMPLETE') throw new CreationFailed(message, stack.stackId);
      this.forget(stack, context);
      throw new Error(message);
    }
  }

  public async update(
    { physicalId }: Existing,
    properties: Properties,
    context: ProvisioningContext,
  ): Promise<Provisioned> {
    const stack = this.stacks.get(physicalId)!;
    const plan = this.plan(stack, properties, context);
    try {
      if (stack.isUnfinished) await stack.takeBack(FailurePlan.none());
      else await stack.update(plan, FailurePlan.none(), context.signal);
    } catch (error) {
      throw new Error(`embedded stack ${stack.stackName} was not updated: ${(error as Error).message}`);
    }
    return provisioned(stack);
  }

  public async delete({ physicalId }: Existing, context: ProvisioningContext): Promise<void> {
    const stack = this.stacks.get(physicalId);
    if (!stack) return;
    try {
      await stack.delete(FailurePlan.none());
    } catch (error) {
      throw new Error(`embedded stack ${stack.stackName} was not deleted: ${(error as Error).message}`);
    }
    this.forget(stack, context);
  }

  private plan(stack: Stack, properties: Properties, context: ProvisioningContext): StackPlan {
    const { TemplateURL: url, Parameters: given } = properties;
    const { logicalId, source } = context;
    const template = templateAt(String(url), context);
    return this.options.plan(
      stack,
      nestedSource(source, logicalId, template, stack.stackName),
      parametersOf(given),
    );
  }

  private forget({ stackId, stackName }: Stack, { cloud }: ProvisioningContext): void {
    this.stacks.delete(stackId);
    cloud.stacks.delete(stackName);
  }
}

/** @param url its path contains the bucket and the object key */
function templateAt(url: string, { assetPath }: ProvisioningContext): Template {
  if (!URL.canParse(url)) throw new Error(`'TemplateURL' must be a URL, got '${url}'`);
  const key = new URL(url).pathname.split('/').slice(2).join('/');
  const template = readTemplate(assetPath(key));
  checkTemplate(template);
  return template;
}

function parametersOf(given: unknown): Record<string, string> {
  const entries = Object.entries(isObject(given) ? given : {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  );
}

function provisioned({ stackId, outputs }: Stack): Provisioned {
  return { physicalId: stackId, attributes: { Outputs: outputs } };
}
