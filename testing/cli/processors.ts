import { LocalCloud } from '../cloud';
import type { DescribedFunction } from '../control';
import type { ChimeMessagingEmulator } from '../emulator';
import { reportFunctions } from './function-reports';
import { invokeAt } from './lambda-endpoint';
import type { CliLog } from './log';
import { ModuleFunctions } from './module-functions';
import { deploysApp, type CliOptions } from './options';

/** The processors that an emulator can reach. */
export interface ReachedProcessors {
  /** The functions that local modules implement. */
  readonly modules: readonly DescribedFunction[];
  /** Ends the modules' processes, and calls that the endpoint has not responded to. */
  end(): void;
  /** Whether a function can be invoked; its ARN may have a qualifier. */
  reaches(functionArn: string): boolean;
  /** The output of a function, by its name or ARN; `undefined` if there is no such function. */
  logsOf(functionName: string): readonly string[] | undefined;
}

/**
 * Enables an emulator to reach processors: local modules first, then the functions of the deployed app, then the Lambda
 * endpoint.
 *
 * @throws UsageError if a module can't run as a function
 */
export async function reachProcessors(
  emulator: ChimeMessagingEmulator,
  options: CliOptions,
  log: CliLog,
): Promise<ReachedProcessors> {
  const { functions, lambdaEndpoint, readyFile } = options;
  const modules = new ModuleFunctions(functions, emulator, log, readyFile);
  const deployed = deploysApp(options) ? LocalCloud.of(emulator).lambda : undefined;
  if (deployed) reportFunctions(deployed, log);
  const calls = new AbortController();
  emulator.useProcessorInvoker({
    async invoke({ functionArn, payload, servicePrincipal: service, sourceArn, sourceAccount }) {
      if (modules.has(functionArn)) return modules.invoke(functionArn, payload);
      if (deployed?.find(functionArn)) {
        deployed.invokeAsService(functionArn, payload, { service, sourceArn, sourceAccount });
        return;
      }
      if (!lambdaEndpoint) {
        throw new Error(
          `function '${functionArn}' not found (see --function, --deploy and --lambda-endpoint)`,
        );
      }
      await invokeAt(lambdaEndpoint, functionArn, payload, process.env, calls.signal);
    },
  });
  const end = () => {
    calls.abort();
    modules.end();
  };
  try {
    await modules.load();
  } catch (error) {
    end();
    throw error;
  }
  return {
    end,
    modules: modules.all,
    reaches: (functionArn) =>
      modules.has(functionArn) || deployed?.find(functionArn) !== undefined || lambdaEndpoint !== undefined,
    logsOf: (name) =>
      modules.logsOf(name) ?? (deployed?.knows(name) ? deployed.logsOf(name).lines : undefined),
  };
}
