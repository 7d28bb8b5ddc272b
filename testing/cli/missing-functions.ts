import { deploysApp, type CliOptions } from './options';
import type { ReachedProcessors } from './processors';
import type { ChimeMessagingEmulator } from '../emulator';

/**
 * What does not fit between the channel flows that are there at the start and the functions of the command line, a sentence
 * each: a name that is mistyped would otherwise show at the first message only.
 */
export function missingFunctions(
  emulator: ChimeMessagingEmulator,
  options: Pick<CliOptions, 'functions' | 'seed' | 'deploy' | 'app'>,
  processors: Pick<ReachedProcessors, 'reaches'>,
): string[] {
  const { functions, seed } = options;
  const hasFlows = seed !== undefined || deploysApp(options);
  if (!hasFlows) return []; // they will be created later, by somebody else
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
