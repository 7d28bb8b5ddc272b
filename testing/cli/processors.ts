import type { ChimeMessagingEmulator } from '../emulator';
import { invokeAt } from './lambda-endpoint';
import type { CliLog } from './log';
import { ModuleFunctions } from './module-functions';
import type { CliOptions } from './options';

/**
 * Lets an emulator reach processors: local modules first, then the Lambda endpoint.
 *
 * @returns ends the processes of the modules, and calls to which the endpoint has not responded
 * @throws UsageError if a module cannot be a function
 */
export async function reachProcessors(
  emulator: ChimeMessagingEmulator,
  { functions, lambdaEndpoint }: CliOptions,
  log: CliLog,
): Promise<() => void> {
  const modules = new ModuleFunctions(functions, emulator, log);
  const calls = new AbortController();
  emulator.useProcessorInvoker({
    async invoke({ functionArn, payload }) {
      if (modules.has(functionArn)) return modules.invoke(functionArn, payload);
      if (!lambdaEndpoint) {
        throw new Error(`function '${functionArn}' not found (see --function and --lambda-endpoint)`);
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
  return end;
}
