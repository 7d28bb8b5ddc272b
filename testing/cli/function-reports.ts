import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CliLog } from './log';
import type { FunctionCode, FunctionConfiguration, LocalLambda } from '../cloud/lambda';
import { packageRoot } from '../package-root';

/** The handlers of the AWS CDK: those of its own custom resources, and those of its provider framework. */
const OF_CDK = /^(?:__entrypoint__|framework)\./;

/**
 * How a function ends when its whole process group gets a signal. This command gets the same signal, maybe a moment
 * later.
 */
const OF_ANY_PROGRAM = /signal: (?:SIGINT|SIGTERM|SIGHUP)$/;
const OWN_SIGNAL_COMES_WITHIN = 100; // milliseconds

/**
 * Reports the output of functions, and each failed invocation. Output of functions that are not the developer's, such
 * as those of this package, is only shown when debugging.
 */
export function reportFunctions(lambda: LocalLambda, log: CliLog): void {
  const nameOf = ({ functionName, displayName = functionName }: FunctionConfiguration) => displayName;
  const isOfPackage = packageFunctions();
  lambda.follow({
    onLine: (target, line) => {
      const isForeign = OF_CDK.test(target.handler) || isOfPackage(target.code);
      log.write(isForeign ? 'debug' : 'info', `${nameOf(target)} | ${line}`);
    },
    onFailure: (target, { errorType, errorMessage }) => {
      const report = () => log.write('warn', `${nameOf(target)} failed: ${errorType}: ${errorMessage}`);
      if (OF_ANY_PROGRAM.test(errorMessage)) setTimeout(report, OWN_SIGNAL_COMES_WITHIN).unref();
      else report();
    },
  });
}

/** Returns a function that tells whether code is that of a function of this package, which is the same in every app. */
function packageFunctions(): (code: FunctionCode) => boolean {
  const assets = join(packageRoot(), 'assets');
  const programs = new Set(readdirSync(assets).flatMap((name) => programIn(join(assets, name))));
  const known = new WeakMap<FunctionCode, boolean>();
  return (code) => {
    const isOfPackage = known.get(code) ?? programIn(code.folder).some((program) => programs.has(program));
    known.set(code, isOfPackage);
    return isOfPackage;
  };
}

function programIn(folder: string): string[] {
  const path = join(folder, 'index.js');
  return existsSync(path) ? [readFileSync(path, 'latin1')] : [];
}
