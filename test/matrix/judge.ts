import { randomUUID } from 'node:crypto';
import type { Case } from './cases';
import { CloudFormation, type Deployed, type Outcome } from './cloudformation';
import { misconduct } from './conduct';
import { LIFECYCLES, Stage, type Plan, type State } from './lifecycles';
import { limitOf } from './limits';
import type { World } from './world';

/** The result of a case. */
export interface Verdict {
  readonly problems: readonly string[];
  /** The documented limit that the case ran into, if any: its effect on the state is then not a problem. */
  readonly limit: string | undefined;
  /** The longest time from an event to its response, in seconds. */
  readonly slowest: number;
  readonly calls: readonly string[];
}

/** Runs a case, and reports the problems afterward. */
export async function judge(world: World, tried: Case): Promise<Verdict> {
  const lifecycle = LIFECYCLES[tried.lifecycle]!;
  const stage = new Stage(world);
  try {
    await stage.set();
    const plan = await lifecycle.plan(stage);
    const stack = `arn:aws:cloudformation:us-east-1:111122223333:stack/s/${randomUUID()}`;
    const cloudFormation = new CloudFormation(
      world,
      { type: lifecycle.type, logicalId: 'Resource', stack },
      plan.mend,
    );
    const trial = new Trial(world, cloudFormation, plan, tried);
    const problems = await trial.run();
    await cloudFormation.settle();
    problems.push(...misconduct(cloudFormation));
    const { isOvertaken } = cloudFormation;
    const { outcome } = trial;
    const limit = problems.length > 0 ? limitOf({ tried, isOvertaken, outcome, problems }) : undefined;
    return {
      problems: limit ? [] : problems,
      limit,
      slowest: slowest(cloudFormation),
      calls: [...world.calls],
    };
  } finally {
    await stage.strike();
  }
}

/** A case from its first deployment to the deletion of everything that is left. */
class Trial {
  /** The outcome of the change. */
  public outcome: Outcome | undefined;
  private readonly problems: string[] = [];

  public constructor(
    private readonly world: World,
    private readonly cloudFormation: CloudFormation,
    private readonly plan: Plan,
    private readonly tried: Case,
  ) {}

  public async run(): Promise<string[]> {
    const { plan, world, tried } = this;
    const undisturbed = { ...tried.course, delivery: { mode: 'single' }, commits: true } as const;
    const first = plan.before && (await this.carryOut({ after: plan.before }, undisturbed))?.deployed;
    if (plan.before && !first) return ['the first deployment failed'];
    await plan.meanwhile?.(first);
    world.vary(tried.variant);
    await world.clock.sleep(plan.pause ?? 60_000);

    const before = plan.retains ? undefined : first;
    world.calls.length = 0;
    world.inject(tried.fault);
    const outcome = await this.carryOut({ before, after: plan.after }, tried.course);
    world.clearFault();
    await this.cloudFormation.settle();
    this.outcome = outcome;
    if (!outcome) return this.problems;
    await this.expect('after the deployment', outcome.committed ? 'desired' : 'former', outcome.deployed);
    if (plan.yields && outcome.committed) this.problems.push('the change succeeds, and must not');
    await plan.yields?.();
    await this.world.clock.sleep(60_000);
    await this.converge(outcome.deployed, undisturbed);
    return this.problems;
  }

  /** Deployed again, it reaches the desired state; deleted, it leaves nothing. */
  private async converge(
    deployed: Deployed | undefined,
    course: Parameters<CloudFormation['carryOut']>[1],
  ): Promise<void> {
    let last = deployed;
    if (this.plan.after) {
      const again = await this.carryOut({ before: last, after: this.plan.after }, course);
      if (!again?.committed) return void this.problems.push('deployed again, it fails');
      last = again.deployed;
      await this.expect('deployed again', 'desired', last);
    }
    const deletion = last && (await this.carryOut({ before: last }, course));
    const isMended = this.plan.mend !== undefined;
    if (deletion?.repeated && !isMended) this.problems.push('undisturbed, the deletion fails at first');
    await this.cloudFormation.settle();
    await this.expect('deleted', 'deleted', undefined);
  }

  private async carryOut(...args: Parameters<CloudFormation['carryOut']>) {
    try {
      return await this.cloudFormation.carryOut(...args);
    } catch (error) {
      this.problems.push((error as Error).message);
      return undefined;
    }
  }

  private async expect(when: string, state: State, deployed: Deployed | undefined): Promise<void> {
    await this.world.clock.sleep(30_000); // until lists are up to date
    const problems = await this.plan.problems(
      state,
      deployed,
      this.tried.course.delivery.mode === 'calledOff',
    );
    this.problems.push(...problems.map((problem) => `${when}: ${problem}`));
  }
}

function slowest({ deliveries }: CloudFormation): number {
  const times = deliveries.map(({ invocation: { beganAt, respondedAt = beganAt } }) => respondedAt - beganAt);
  return Math.max(0, ...times) / 1000;
}
