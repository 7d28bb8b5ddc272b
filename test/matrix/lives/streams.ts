import type { Change, Incident, ResourceKind, Step } from './kind';
import { isAbout, type Scene, whose } from './scene';
import {
  STREAMED_DATA_TYPES,
  type StreamedDataType,
  type StreamsByDataType,
} from '../../../src/private/protocol';
import { LIFECYCLES } from '../lifecycles';
import { nameOfStream, put, STREAMS, streamsOf, THEIRS } from '../streaming-lifecycles';

const STREAMING = LIFECYCLES['streaming-create']!;

interface StreamingProperties {
  readonly AppInstanceArn: string;
  readonly Streams: StreamsByDataType;
}

/**
 * One streaming configuration per stack, of two app instances. Others configure or release their data types, and stacks retain theirs.
 */
export class Streams implements ResourceKind {
  public static readonly steps = [
    'streaming-create',
    'streaming-stream',
    'streaming-data-types',
    'streaming-app-instance',
    'streaming-delete',
    'streaming-retain',
    'streams-taken-over',
  ];
  public static readonly operations = STREAMING.operations;

  /** The streams of others, and those that stacks have retained, by app instance. */
  private readonly theirs = new Map<string, StreamsByDataType>();

  public constructor(private readonly scene: Scene) {}

  public turn(step: Step): Change | Incident | undefined {
    const { kind, stack } = step;
    if (kind === 'streams-taken-over') return { happen: async () => this.takeOrRelease(step) };
    const id = `${stack}/streams`;
    const before = this.scene.propertiesOf<StreamingProperties>(id);
    if (before && kind === 'streaming-retain') return { happen: async () => this.retain(id, before) };
    const change = { id, keepsLogicalId: true, type: STREAMING.type, before };
    if (before && kind === 'streaming-delete') return { ...change, lifecycle: kind, after: undefined };
    const isChange = before && kind !== 'streaming-create';
    const lifecycle = isChange ? kind : before ? 'streaming-stream' : 'streaming-create';
    const after = this.desired({ ...step, kind: lifecycle }, before);
    const elsewhere = this.streamsIn(after.AppInstanceArn, id);
    const isTaken = STREAMED_DATA_TYPES.some(
      (one) => after.Streams[one] && elsewhere[one] && elsewhere[one] !== after.Streams[one],
    );
    return { ...change, lifecycle, after, isRefused: isTaken, commit: () => this.adopt(after) };
  }

  /** What was retained ends with a successor that is rolled back, or stays. */
  public async rest({ type, after }: Change): Promise<void> {
    if (type !== STREAMING.type || !after) return;
    const successor = after as StreamingProperties;
    this.adopt(successor, await streamsOf(this.scene.stage, successor.AppInstanceArn));
  }

  public async problems(change: Change): Promise<string[]> {
    const problems: string[] = [];
    for (const appInstance of this.scene.stage.appInstances) {
      const [found, wanted] = [await streamsOf(this.scene.stage, appInstance), this.streamsIn(appInstance)];
      for (const dataType of STREAMED_DATA_TYPES) {
        const [is, should] = [found[dataType], wanted[dataType]];
        const isOwn = isAbout<StreamingProperties>(
          change,
          ({ AppInstanceArn, Streams: streams }) =>
            AppInstanceArn === appInstance && streams?.[dataType] !== undefined,
        );
        if (is === should) continue;
        problems.push(
          `${whose(isOwn)}${dataType} goes to ${nameOfStream(is)} instead of ${nameOfStream(should)}`,
        );
      }
    }
    return problems;
  }

  private desired(
    { kind, stack, otherStack, number }: Step,
    before?: StreamingProperties,
  ): StreamingProperties {
    const { appInstances } = this.scene.stage;
    const stream = `${STREAMS}stack${stack}-${number % 3}`;
    const dataTypes = [['Channel'], ['ChannelMessage'], STREAMED_DATA_TYPES][
      number % 3
    ] as StreamedDataType[];
    const to = (types: readonly string[]) => Object.fromEntries(types.map((one) => [one, stream]));
    switch (before && kind) {
      case undefined:
        return { AppInstanceArn: appInstances[otherStack % 2]!, Streams: to(dataTypes) };
      case 'streaming-stream':
        return { ...before!, Streams: to(Object.keys(before!.Streams)) };
      case 'streaming-data-types':
        return { ...before!, Streams: to(dataTypes) };
      default:
        return { ...before!, AppInstanceArn: appInstances.find((one) => one !== before!.AppInstanceArn)! };
    }
  }

  /** The expected streams of an app instance, without those of one resource. */
  private streamsIn(appInstance: string, exceptFor?: string): StreamsByDataType {
    const streams = [...this.scene.resources]
      .filter(([id]) => id.endsWith('/streams') && id !== exceptFor)
      .map(([, { properties }]) => properties as StreamingProperties)
      .filter(({ AppInstanceArn }) => AppInstanceArn === appInstance)
      .map(({ Streams: own }) => own);
    return Object.assign({}, this.theirs.get(appInstance), ...streams) as StreamsByDataType;
  }

  private async retain(id: string, { AppInstanceArn, Streams: own }: StreamingProperties): Promise<void> {
    this.theirs.set(AppInstanceArn, { ...this.theirs.get(AppInstanceArn), ...own });
    this.scene.resources.delete(id);
    return Promise.resolve();
  }

  /**
   * A retained configuration becomes its successor's: only the stream identifies it.
   *
   * @param found the streams that are left after a successor was rolled back
   */
  private adopt({ AppInstanceArn, Streams: own }: StreamingProperties, found: StreamsByDataType = {}): void {
    const theirs = this.theirs.get(AppInstanceArn) ?? {};
    const kept = STREAMED_DATA_TYPES.filter((one) => found[one] || theirs[one] !== own[one]);
    this.theirs.set(AppInstanceArn, Object.fromEntries(kept.map((one) => [one, theirs[one]])));
  }

  /** Others configure an unused data type, or release theirs. */
  private async takeOrRelease({ otherStack, number }: Step): Promise<void> {
    const { stage } = this.scene;
    const appInstance = stage.appInstances[otherStack % 2]!;
    const dataType = STREAMED_DATA_TYPES[number % 2]!;
    const { [dataType]: former, ...theirs } = this.theirs.get(appInstance) ?? {};
    if (!former && this.streamsIn(appInstance)[dataType]) return;
    this.theirs.set(appInstance, former ? theirs : { ...theirs, [dataType]: THEIRS });
    await stage.sleep(60_000);
    await put(stage, appInstance, this.streamsIn(appInstance));
    await stage.sleep(60_000);
  }
}
