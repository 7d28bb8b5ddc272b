import type { ChimeMessagingEmulator } from '../emulator';
import { invokeAt } from './lambda-endpoint';
import type { CliLog } from './log';
import { ModuleFunction } from './module-function';
import type { CliOptions } from './options';

/**
 * Lets an emulator reach processors: local modules first, then the Lambda endpoint. A module stands for every version and
 * alias of its function.
 *
 * @returns ends the processes of the modules, and calls that the endpoint has not answered
 * @throws UsageError if a module cannot be a function
 */
export async function reachProcessors(
  emulator: ChimeMessagingEmulator,
  { functions, lambdaEndpoint }: CliOptions,
  log: CliLog,
): Promise<() => void> {
  const modules = functions.map((option) => new ModuleFunction(option, emulator, log));
  const calls = new AbortController();
  emulator.useProcessorInvoker({
    async invoke({ functionArn, payload }) {
      const local = modules.find((module) => `${functionArn}:`.startsWith(`${module.functionArn}:`));
      if (local) return local.invoke(payload);
      if (!lambdaEndpoint) {
        throw new Error(`function '${functionArn}' not found (see --function and --lambda-endpoint)`);
      }
      await invokeAt(lambdaEndpoint, functionArn, payload, process.env, calls.signal);
    },
  });
  const end = () => {
    calls.abort();
    modules.forEach((module) => module.kill());
  };
  try {
    await Promise.all(modules.map((module) => module.load()));
  } catch (error) {
    end();
    throw error;
  }
  return end;
}
