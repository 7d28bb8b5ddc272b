/** Runs the conformance suite, the example and the probes of undocumented switches against AWS, or rehearses that. */
import { writeFileSync } from 'node:fs';
import { announcement, isAgreed } from './announcement';
import { verifyExample } from './example';
import { HELP, parseOptions, type Options } from './options';
import { report } from './report';
import { observeSwitches } from './switches';
import { aws, emulated, type Target } from './target';
import { parseOptions as parseConformanceOptions } from '../conformance/options';
import { checkConformance } from '../conformance/suite';
import { Prerequisite, runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';
import { behaviorPresets, type EmulatorBehavior } from 'cdk-chime-sdk-messaging/testing';

async function main(list: Checklist, options: Options): Promise<void> {
  await inTemporaryFolder('verify-aws', async (folder) => {
    if (options.parts.includes('conformance')) await verifyConformance(list, options);
    if (options.parts.includes('example')) {
      await withTarget(options, folder, {}, (target) => verifyExample(list, target));
    }
    if (options.parts.includes('switches')) await verifySwitches(list, options, folder);
  });
}

/** The whole suite, by its own options. What it can't do without does not keep the other parts from being tried. */
async function verifyConformance(list: Checklist, { endpoint, region }: Options): Promise<void> {
  const options = parseConformanceOptions(['--endpoint', endpoint, '--region', region], {});
  try {
    await checkConformance(list, options);
  } catch (error) {
    if (!(error instanceof Prerequisite)) throw error;
  }
}

/** A rehearsal goes through every preset, so that each probe is seen to tell settings apart. Some take two processors. */
const REHEARSED: readonly Partial<EmulatorBehavior>[] = [
  behaviorPresets['documented-likely'],
  { ...behaviorPresets.strict, processorsPerChannelFlow: 2 },
  behaviorPresets.lenient,
];

async function verifySwitches(list: Checklist, options: Options, folder: string): Promise<void> {
  const presets = options.endpoint === 'emulator' ? REHEARSED : [undefined];
  for (const known of presets) {
    await withTarget(options, folder, known ?? {}, async (target) => {
      const text = report(options, await observeSwitches(list, target, known));
      if (known === presets[0]) {
        console.log(`\n${text}`);
        if (options.report) writeFileSync(options.report, text);
      }
    });
  }
}

async function withTarget(
  { endpoint, region }: Options,
  folder: string,
  behavior: Partial<EmulatorBehavior>,
  body: (target: Target) => Promise<void>,
): Promise<void> {
  const target = endpoint === 'aws' ? aws(region, folder) : await emulated(region, folder, behavior);
  try {
    await body(target);
  } finally {
    await target.close();
  }
}

/** @returns nothing when the command line makes no sense; then that has been reported */
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
