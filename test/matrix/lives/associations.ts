import type { Change, Incident, ResourceKind, Step } from './kind';
import { isAbout, type Scene, whose } from './scene';
import { ASSOCIATION, LIFECYCLES } from '../lifecycles';

interface AssociationProperties {
  readonly ChannelArn: string;
  readonly ChannelFlowArn: string;
  readonly ChimeBearer: string;
}

/** Associations of stacks' flows with channels; at most one stack is responsible for each channel. */
export class Associations implements ResourceKind {
  public static readonly steps = [
    'association-create',
    'association-flow',
    'association-channel',
    'association-bearer',
    'association-delete',
    'channel-taken-over',
  ];
  public static readonly operations = LIFECYCLES['association-create']!.operations;

  public constructor(private readonly scene: Scene) {}

  public turn(step: Step): Change | Incident | undefined {
    if (step.kind === 'channel-taken-over') return { happen: async () => this.takeOver(step.channel) };
    const before = this.scene.propertiesOf<AssociationProperties>(idOf(step));
    return before ? this.changeOf(step, before) : this.creation(step);
  }

  public async problems(change: Change): Promise<string[]> {
    const { stage, channels, flows } = this.scene;
    const problems: string[] = [];
    for (const [index, channel] of channels.entries()) {
      const isOwn = isAbout<AssociationProperties>(change, ({ ChannelArn }) => ChannelArn === channel);
      const { [index]: wanted = 'no flow' } = flows;
      const found = (await stage.flowOf(channel)) ?? 'no flow';
      if (found !== wanted) {
        problems.push(`${whose(isOwn)}channel ${index} has ${found} instead of ${wanted}`);
      }
    }
    return problems;
  }

  private creation(step: Step): Change | undefined {
    const { channel } = step;
    const flow = this.scene.flowMeantBy(step);
    if (this.isAssociated(channel) || !flow) return undefined;
    const isOver = this.scene.flows[channel] !== undefined;
    return {
      lifecycle: isOver ? 'association-create-over' : 'association-create',
      id: idOf(step),
      type: ASSOCIATION,
      before: undefined,
      after: {
        ChannelArn: this.scene.channels[channel],
        ChannelFlowArn: flow,
        ChimeBearer: this.scene.stage.admin,
      },
      commit: () => void (this.scene.flows[channel] = flow),
    };
  }

  private changeOf(step: Step, before: AssociationProperties): Change | undefined {
    const { scene } = this;
    const { kind, otherChannel } = step;
    const channel = scene.channels.indexOf(before.ChannelArn);
    const change = { id: idOf(step), type: ASSOCIATION, before };
    switch (kind) {
      case 'association-delete':
        return {
          ...change,
          lifecycle: kind,
          after: undefined,
          commit: () => void (scene.flows[channel] = undefined),
        };
      case 'association-bearer':
        return { ...change, lifecycle: kind, after: { ...before, ChimeBearer: scene.stage.otherAdmin } };
      case 'association-channel':
        if (this.isAssociated(otherChannel) || scene.flows[otherChannel] !== undefined) return undefined;
        return {
          ...change,
          lifecycle: kind,
          after: { ...before, ChannelArn: scene.channels[otherChannel] },
          commit: () => {
            scene.flows[channel] = undefined;
            scene.flows[otherChannel] = before.ChannelFlowArn;
          },
        };
      default: {
        const flow = scene.flowMeantBy(step);
        if (!flow) return undefined;
        return {
          ...change,
          lifecycle: 'association-flow',
          after: { ...before, ChannelFlowArn: flow },
          commit: () => void (scene.flows[channel] = flow),
        };
      }
    }
  }

  /** Someone else associates a flow with a channel that no stack is responsible for. */
  private async takeOver(channel: number): Promise<void> {
    const { stage, channels, flows } = this.scene;
    if (this.isAssociated(channel)) return;
    await stage.sleep(60_000);
    await stage.associate(channels[channel]!, stage.foreignFlow);
    flows[channel] = stage.foreignFlow;
    await stage.sleep(60_000);
  }

  private isAssociated(channel: number): boolean {
    const arn = this.scene.channels[channel];
    return [...this.scene.resources.values()].some(
      ({ properties }) => (properties as Partial<AssociationProperties>).ChannelArn === arn,
    );
  }
}

/** It keeps its name if it moves to another channel. */
function idOf({ stack, channel }: Step): string {
  return `${stack}/channel${channel}`;
}
