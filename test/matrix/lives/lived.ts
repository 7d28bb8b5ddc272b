import { randomUUID } from 'node:crypto';
import type { Change, ResourceKind, Step } from './kind';
import { type Known, Scene, STACKS } from './scene';
import { KINDS, type Life } from './step';
import { CloudFormation, type Outcome } from '../cloudformation';
import { misconduct } from '../conduct';
import type { Stage } from '../lifecycles';
import { limitOf } from '../limits';
import type { VirtualWorld } from '../virtual-world';

/** How much was lived. */
export interface Counts {
  steps: number;
  /** How many lives ended at a documented limit. */
  limited: number;
}

/** One life, and its expectations. */
export class Lived {
  private readonly stacks = STACKS.map(
    () => `arn:aws:cloudformation:us-east-1:111122223333:stack/s/${randomUUID()}`,
  );
  private readonly scene: Scene;
  /** By the steps that they handle. */
  private readonly kinds: ReadonlyMap<string, ResourceKind>;

  public constructor(
    private readonly world: VirtualWorld,
    private readonly stage: Stage,
    private readonly counts: Counts,
  ) {
    this.scene = new Scene(stage, world);
    this.kinds = new Map(
      KINDS.flatMap((Kind) => {
        const kind = new Kind(this.scene);
        return Kind.steps.map((step) => [step, kind] as const);
      }),
    );
  }

  public async run({ variant, steps, seed }: Life): Promise<void> {
    await this.stage.set();
    await this.scene.set();
    this.world.vary(variant);
    for (const step of steps) {
      const turn = await this.kinds.get(step.kind)!.turn(step);
      if (turn === undefined) continue;
      if ('happen' in turn) await turn.happen();
      else if (!(await this.take(step, turn, { variant, seed }))) return;
    }
  }

  /** @returns whether the life continues: not after a documented limit */
  private async take(step: Step, change: Change, life: Pick<Life, 'variant' | 'seed'>): Promise<boolean> {
    this.counts.steps++;
    const known = this.scene.resources.get(change.id);
    const logicalId = known?.logicalId ?? logicalIdOf(change);
    const resource = { type: change.type, logicalId, stack: this.stacks[step.stack]! };
    const cloudFormation = new CloudFormation(this.world, resource);
    const problems: string[] = [];
    const fail = ({ message }: Error): void => void problems.push(message);
    const outcome = (await this.deploy(cloudFormation, step, change, known).catch(fail)) ?? undefined;
    await this.end(cloudFormation);
    if (outcome?.committed) this.commit(change, logicalId, outcome);
    if (outcome) problems.push(...(await this.problems(change)));
    problems.push(...misconduct(cloudFormation));
    if (change.isRefused && outcome?.committed) problems.push('the change succeeds, and must not');
    if (problems.length === 0) return true;
    const { lifecycle } = change;
    const { isOvertaken } = cloudFormation;
    if (!limitOf({ tried: { ...step, ...life, lifecycle }, isOvertaken, outcome, problems })) {
      throw new Error(`${lifecycle}: ${problems.join('; ')}`);
    }
    this.counts.limited++;
    return false;
  }

  private async deploy(
    cloudFormation: CloudFormation,
    { fault, course }: Step,
    change: Change,
    before: Known | undefined,
  ): Promise<Outcome> {
    this.world.inject(fault);
    return cloudFormation.carryOut({ before, after: change.after }, course);
  }

  /**
   * Waits until nobody is at work, and what is overdue has landed: an expectation can hold only for what is at rest. If such a call
   * has put something else in its place, the life ends at the limit that the cases have for it.
   */
  private async end(cloudFormation: CloudFormation): Promise<void> {
    this.world.clearFault();
    await cloudFormation.settle();
  }

  private commit({ id, commit }: Change, logicalId: string, { deployed }: Outcome): void {
    if (deployed) this.scene.resources.set(id, { ...deployed, logicalId });
    else this.scene.resources.delete(id);
    commit?.();
  }

  /** In the words of the matrix, so that its limits apply, but only to resources that the step is about. */
  private async problems(change: Change): Promise<string[]> {
    await this.world.clock.sleep(60_000);
    const kinds = [...new Set(this.kinds.values())];
    for (const kind of kinds) await kind.rest?.(change);
    const problems: string[] = [];
    for (const kind of kinds) problems.push(...(await kind.problems(change)));
    const prefixed = problems.map((problem) => `after the deployment: ${problem}`);
    const isKept = (await this.stage.flowOf(this.stage.foreignChannel)) === this.stage.foreignFlow;
    return isKept ? prefixed : [...prefixed, "somebody else's channel lost its flow"];
  }
}

/** To CloudFormation, an association that moves to another channel is different only in its physical id. */
function logicalIdOf({ id, keepsLogicalId }: Change): string {
  return keepsLogicalId ? id.replace(/^\d\//, '') : `Resource${randomUUID().slice(0, 8)}`;
}
