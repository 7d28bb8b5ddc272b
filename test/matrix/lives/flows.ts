import type { Change, Incident, ResourceKind, Step } from './kind';
import { type Scene, whose } from './scene';
import { LATER } from '../admin-lifecycles';
import type { Deployed } from '../cloudformation';
import { FLOW, flowProperties, LIFECYCLES, processors, type FlowProperties } from '../lifecycles';

/** One flow per stack, and those that stacks have retained. */
export class Flows implements ResourceKind {
  public static readonly steps = [
    'flow-create',
    'flow-rename',
    'flow-processors',
    'flow-tags',
    'flow-delete',
    'flow-retain',
  ];
  public static readonly operations = LIFECYCLES['flow-create']!.operations;

  public constructor(private readonly scene: Scene) {}

  public turn({ kind, stack, number }: Step): Change | Incident | undefined {
    const id = `${stack}/flow`;
    const known = this.scene.resources.get(id);
    const before = known?.properties as FlowProperties | undefined;
    const change = (lifecycle: string, after: object | undefined): Change => ({
      lifecycle,
      id,
      keepsLogicalId: true,
      type: FLOW,
      before,
      after,
    });
    if (!known || !before) {
      return change('flow-create', flowProperties(this.scene.stage, { Name: `own${stack}` }));
    }
    switch (kind) {
      case 'flow-rename':
        return change(kind, { ...before, Name: `own${stack}-${number}` });
      case 'flow-tags':
        return change(kind, { ...before, Tags: [{ Key: `k${number % 3}`, Value: `TAGSECRET${number}` }] });
      case 'flow-delete':
        return this.scene.flows.includes(known.id) ? undefined : change(kind, undefined);
      case 'flow-retain':
        return { happen: async () => this.retain(id, known) };
      default:
        return change('flow-processors', { ...before, Processors: processors(`p${number}`) });
    }
  }

  public async problems({ id: changed }: Change): Promise<string[]> {
    const { stage, resources } = this.scene;
    const problems: string[] = [];
    const wanted = this.scene.ownFlows;
    const all = await stage.flows();
    const found = all.filter(({ Name }) => Name.startsWith('own'));
    if (!all.some(({ ChannelFlowArn }) => ChannelFlowArn === stage.foreignFlow)) {
      problems.push("somebody else's flow is gone");
    }
    if (found.length !== wanted.length) problems.push(`${found.length} flows instead of ${wanted.length}`);
    for (const { id, properties } of wanted) {
      const owner = whose(id === resources.get(changed)?.id);
      const { Name, Processors, Tags } = properties as FlowProperties;
      const flow = found.find(({ ChannelFlowArn }) => ChannelFlowArn === id);
      if (!flow) {
        problems.push(`${owner}flow is gone`);
        continue;
      }
      const { 'cdk-chime-sdk-messaging:owner': _owner, ...tags } = await stage.tagsOf(id);
      const is = shape(flow.Name, flow.Processors, tags);
      const should = shape(Name, Processors, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
      if (is !== should) problems.push(`${owner}flow is ${is} instead of ${should}`);
    }
    return problems;
  }

  /** A flow that is retained only briefly can't be distinguished from one that its successor created. */
  private async retain(id: string, flow: Deployed): Promise<void> {
    this.scene.retainedFlows.push(flow);
    this.scene.resources.delete(id);
    await this.scene.stage.sleep(LATER);
  }
}

function shape(name: string, list: readonly { readonly Name: string }[], tags: object): string {
  return JSON.stringify([name, list.map((one) => one.Name), tags]);
}
