/** Checks the endpoint that the command line names. */
import { HELP, parseOptions, type Options } from './options';
import { checkConformance } from './suite';
import { runChecklist } from '../harness/checklist';

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

const options = optionsFrom(process.argv.slice(2));
if (options?.help) console.log(HELP);
else if (options) void runChecklist((list) => checkConformance(list, options));
