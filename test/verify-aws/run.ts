/** Runs the conformance suite, the example, and the probes of undocumented switches against AWS, or rehearses that. */
import { writeFileSync } from 'node:fs';
import { announcement, isAgreed } from './announcement';
import { verifyExample } from './example';
import { HELP, parseOptions, type Options, type Part } from './options';
import { report } from './report';
import { observeSwitches, type Observation } from './switches';
import { aws, emulated, type Target } from './target';
import { parseOptions as parseConformanceOptions } from '../conformance/options';
import { checkConformance } from '../conformance/suite';
import { runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';
import { behaviorPresets, type EmulatorBehavior } from 'cdk-chime-sdk-messaging/testing';

/** Tries each part, even if another one failed, and reports the observations. */
async function main(list: Checklist, options: Options): Promise<void> {
  const { endpoint, region, report: file } = options;
  const runs = (part: Part) => options.parts.includes(part);
  await inTemporaryFolder('verify-aws', async (folder) => {
    if (runs('conformance')) {
      const suite = parseConformanceOptions(['--endpoint', endpoint, '--region', region], {});
      await list.part('the conformance suite', () => checkConformance(list, suite));
    }
    if (runs('example')) {
      await list.part('the example', () =>
        withTarget(options, folder, {}, (target) => verifyExample(list, target)),
      );
    }
    const observations = runs('switches') ? await verifySwitches(list, options, folder) : undefined;
    const text = report(options, list.failed, observations);
    console.log(`\n${text}`);
    if (file) writeFileSync(file, text);
  });
}

/**
 * A rehearsal goes through every preset, to show that each probe can distinguish settings. Some require two processors.
 */
const REHEARSED: readonly Partial<EmulatorBehavior>[] = [
  behaviorPresets['documented-likely'],
  { ...behaviorPresets.strict, processorsPerChannelFlow: 2 },
  behaviorPresets.lenient,
];

/** @returns the observations, in a rehearsal with the first preset; `undefined` if the switches could not be tried */
async function verifySwitches(
  list: Checklist,
  options: Options,
  folder: string,
): Promise<readonly Observation[] | undefined> {
  const presets = options.endpoint === 'emulator' ? REHEARSED : [undefined];
  const seen = [];
  for (const known of presets) {
    const observations = await list.part('the run through the switches', () =>
      withTarget(options, folder, known ?? {}, (target) => observeSwitches(list, target, known)),
    );
    seen.push(observations);
  }
  return seen[0];
}

async function withTarget<T>(
  { endpoint, region }: Options,
  folder: string,
  behavior: Partial<EmulatorBehavior>,
  body: (target: Target) => Promise<T>,
): Promise<T> {
  const target = endpoint === 'aws' ? aws(region, folder) : await emulated(region, folder, behavior);
  try {
    return await body(target);
  } finally {
    await target.close();
  }
}

/** @returns `undefined` if the command line is invalid, which has then been reported */
function optionsFrom(args: readonly string[]): Options | undefined {
  try {
    return parseOptions(args, process.env);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
    return undefined;
  }
}

async function run(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2));
  if (!options) return;
  if (options.help) return console.log(HELP);
  console.log(announcement(options));
  if (await isAgreed(options)) return runChecklist((list) => main(list, options));
  console.log('\nNothing was done.');
  process.exitCode = 2;
}

void run();
