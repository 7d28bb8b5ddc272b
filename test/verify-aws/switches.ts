import assert from 'node:assert/strict';
import { NOT_PROBED, PROBES, type Probe } from './probes';
import type { Target } from './target';
import { World } from './world';
import { behaviorProblem } from '../../testing/emulator/behavior';
import type { Checklist } from '../harness/checklist';
import { behaviorPresets, type EmulatorBehavior } from 'cdk-chime-sdk-messaging/testing';

const APP = 'test/verify-aws/app.ts';
const DEFAULTS: Readonly<Record<string, unknown>> = behaviorPresets['documented-likely'];

/** The observation of a behavior: its setting, or the reason why there is none. */
export interface Observation {
  readonly behavior: string;
  readonly setting?: string | number;
  readonly reason?: string;
}

/**
 * Probes how the service behaves where AWS does not document it.
 *
 * @param known the known settings, which a rehearsal has
 */
export async function observeSwitches(
  list: Checklist,
  target: Target,
  known?: Partial<EmulatorBehavior>,
): Promise<readonly Observation[]> {
  list.step(`undocumented switches${known ? ', of which each setting is known' : ''}`);
  const stack = await list.require('what they are tried with is deployed', () =>
    target.deploy(APP, 'VerifyAws'),
  );
  try {
    const { AppInstanceArn, RecorderArn } = stack.outputs;
    const world = await World.create(target, AppInstanceArn!, RecorderArn!);
    try {
      const seen = [];
      for (const [behavior, probe] of Object.entries(PROBES)) {
        const observation = await observe(behavior, probe, world);
        seen.push(observation);
        await list.check(lineOf(observation), () => assertKnown(observation, known));
      }
      return [...seen, ...notProbed()];
    } finally {
      await list.check('what the probes made is deleted', async () => {
        const leftOver = await world.destroy();
        assert.equal(leftOver.length, 0, `left over:\n${leftOver.join('\n')}`);
      });
    }
  } finally {
    await list.check('the stack is destroyed', () => stack.destroy());
  }
}

async function observe(behavior: string, probe: Probe, world: World): Promise<Observation> {
  try {
    const setting = await probe(world);
    const problem = behaviorProblem(behavior, setting);
    return problem === undefined ? { behavior, setting } : { behavior, reason: `seen was ${setting}` };
  } catch (error) {
    return { behavior, reason: `the probe failed: ${(error as Error).message}` };
  }
}

/** On AWS, any observation is a result. In a rehearsal, it must match the emulator's setting. */
function assertKnown({ behavior, setting, reason }: Observation, known?: Partial<EmulatorBehavior>): void {
  if (known === undefined) return;
  assert.equal(setting, { ...DEFAULTS, ...known }[behavior], reason);
}

function lineOf({ behavior, setting, reason }: Observation): string {
  return `${behavior}: ${setting ?? `not observed, ${reason}`}`;
}

function notProbed(): Observation[] {
  return Object.entries(NOT_PROBED).map(([behavior, reason]) => ({ behavior, reason }));
}
