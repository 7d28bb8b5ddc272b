import type { ChimeMessagingEmulator } from '../emulator';
import { invokeAt } from './lambda-endpoint';
import type { CliLog } from './log';
import { ModuleFunction } from './module-function';
import type { CliOptions } from './options';

/**
 * Lets an emulator reach processors: local modules first, then the Lambda endpoint. A module stands for every version and
 * alias of its function.
 *
 * @returns ends the processes of the modules
 */
export function reachProcessors(
  emulator: ChimeMessagingEmulator,
  { functions, lambdaEndpoint }: CliOptions,
  log: CliLog,
): () => void {
  const modules = functions.map((option) => new ModuleFunction(option, emulator, log));
  emulator.useProcessorInvoker({
    async invoke({ functionArn, payload }) {
      const local = modules.find((module) => `${functionArn}:`.startsWith(`${module.functionArn}:`));
      if (local) return local.invoke(payload);
      if (!lambdaEndpoint) {
        throw new Error(`Function not found: ${functionArn} (see --function and --lambda-endpoint)`);
      }
      await invokeAt(lambdaEndpoint, functionArn, payload);
    },
  });
  return () => modules.forEach((module) => module.kill());
}
