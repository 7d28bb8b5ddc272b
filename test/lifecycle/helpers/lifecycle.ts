import { LiveStack } from './live-stack';
import { Outcomes } from './outcomes';
import { Place } from './place';
import {
  ChimeMessagingEmulator,
  EmulatorClock,
  LocalCloud,
  type LocalDeploymentOptions,
} from '../../../testing';
import type { EmulatorBehavior } from '../../../testing/emulator';

export interface LifecycleOptions {
  readonly behavior?: Partial<EmulatorBehavior>;
  /**
   * Whether IAM may deny calls.
   * @default false
   */
  readonly denials?: boolean;
  /**
   * Whether the providers really wait, for a test that does something in the meantime.
   * @default false - waits take no time
   */
  readonly inRealTime?: boolean;
}

/** An emulator, and the stacks that are deployed on it. */
export class Lifecycle {
  /** One lifecycle for all tests of a file. */
  public static forFile(options: LifecycleOptions = {}): Lifecycle {
    const lifecycle = new Lifecycle(options);
    beforeAll(async () => lifecycle.start());
    afterAll(async () => lifecycle.end());
    return lifecycle;
  }

  /** A lifecycle for a part of a test, which is ended even if that fails. */
  public static async during(
    options: LifecycleOptions,
    work: (lifecycle: Lifecycle) => Promise<void>,
  ): Promise<void> {
    const lifecycle = new Lifecycle(options);
    await lifecycle.start();
    try {
      await work(lifecycle);
    } finally {
      await lifecycle.end();
    }
  }

  public emulator!: ChimeMessagingEmulator;
  private readonly stacks: LiveStack[] = [];

  private constructor(private readonly options: LifecycleOptions) {}

  public async place(): Promise<Place> {
    return Place.open(this.emulator);
  }

  /** A stack that is yet to be deployed. */
  public stack(options: Partial<LocalDeploymentOptions> = {}): LiveStack {
    const name = options.stackName ?? `Chat${this.stacks.length}`;
    const stack = new LiveStack(name, { emulator: this.emulator, ...options });
    this.stacks.push(stack);
    return stack;
  }

  private async start(): Promise<void> {
    const { behavior, inRealTime = false } = this.options;
    const clock = inRealTime ? EmulatorClock.realTime() : EmulatorClock.skippingWaits();
    this.emulator = await ChimeMessagingEmulator.start({ behavior, clock });
  }

  private async end(): Promise<void> {
    const cloud = LocalCloud.of(this.emulator);
    await cloud.lambda.idle();
    await Promise.all(this.stacks.map(async (stack) => stack.close()));
    await this.emulator.close();
    new Outcomes(cloud, this.stacks).check(this.options.denials ?? false);
  }
}
