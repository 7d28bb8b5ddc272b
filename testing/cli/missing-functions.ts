import { deploysApp, type CliOptions } from './options';
import type { ReachedProcessors } from './processors';
import type { ChimeMessagingEmulator } from '../emulator';

/**
 * Mismatches between the initial channel flows and the functions of the command line, one sentence each. Otherwise, a
 * mistyped name would show only at the first message.
 */
export function missingFunctions(
  emulator: ChimeMessagingEmulator,
  options: Pick<CliOptions, 'functions' | 'seed' | 'deploy' | 'app'>,
  processors: Pick<ReachedProcessors, 'reaches'>,
): string[] {
  const { functions, seed } = options;
  const hasFlows = seed !== undefined || deploysApp(options);
  if (!hasFlows) return []; // others will create flows later
  const flows = emulator.inventory().flatMap(({ channelFlows }) => channelFlows);
  const named = flows.flatMap((flow) => flow.processors.map(({ functionArn }) => ({ flow, functionArn })));
  const unnamed = functions.filter(
    ({ functionArn }) => !named.some((one) => `${one.functionArn}:`.startsWith(`${functionArn}:`)),
  );
  const unreached = named.filter(({ functionArn }) => !processors.reaches(functionArn));
  return [
    ...unnamed.map(({ functionArn }) => `--function: no channel flow has a processor '${functionArn}'`),
    ...unreached.map(
      ({ flow, functionArn }) =>
        `channel flow '${flow.name}' has the processor '${functionArn}', which does not run here: ` +
        'pass its module with --function, or its endpoint with --lambda-endpoint',
    ),
  ];
}
