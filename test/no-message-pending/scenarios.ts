import type { FunctionKind } from './matrix-stack';
import type { FaultOptions } from '../../testing';

/** Who calls back: code without the runtime, or the runtime with an `onError` setting. */
export type CalledBackBy = 'own code' | 'deny' | 'allow' | 'throw';

/** A problem that a message meets on its way through a processor. */
export interface Scenario {
  readonly what: string;
  readonly by: CalledBackBy;
  /** @default 'sound' */
  readonly kind?: FunctionKind;
  /** Faults of the service. */
  readonly faults?: readonly FaultOptions[];
}

const callbackFault = (fault: Omit<FaultOptions, 'operation'>): FaultOptions => ({
  operation: 'ChannelFlowCallback',
  ...fault,
});

/** The observed errors for a second callback. */
const REFUSALS: Record<string, string> = {
  BadRequest: 'Unable to complete processing of non-pending message for callback id: c, message id: m',
  Conflict: 'There was a conflict processing the request. Try your request again.',
  Forbidden: 'You do not have sufficient access to perform this action.',
};

/** The first callback is accepted, but its response is lost; all others are refused with the specified error. */
function refused(shape: string): Omit<Scenario, 'by'> {
  const error = { name: `${shape}Exception`, message: REFUSALS[shape]! };
  const faults = [callbackFault({ loseResponse: true, times: 1 }), callbackFault({ skip: 1, error })];
  return { what: `callback refused: ${shape}`, faults };
}

const duplicates = [0, 50, 139, 200].map((after) => ({
  what: `delivered twice, ${after} ms apart`,
  faults: [{ operation: 'InvokeProcessor', duplicate: { after } } as const],
}));

const inService: readonly Omit<Scenario, 'by'>[] = [
  ...duplicates,
  {
    what: 'callback throttled, three times',
    faults: [callbackFault({ times: 3, error: { name: 'ThrottledClientException' } })],
  },
  { what: 'response to the callback lost', faults: [callbackFault({ loseResponse: true, times: 1 })] },
  ...Object.keys(REFUSALS).map(refused),
  { what: 'no permission to call back', kind: 'forbidden' },
];

/** Nothing in the process can call back for these, so it does not matter who would have called back. */
const crashes: readonly Omit<Scenario, 'by'>[] = [
  { what: 'blocks the event loop', kind: 'hanging' },
  { what: 'process killed', kind: 'crashing' },
  { what: 'out of memory', kind: 'crashing' },
];

const failuresToDecide: readonly Omit<Scenario, 'by'>[] = [
  { what: 'throws synchronously' },
  { what: 'rejects' },
  { what: 'throws a non-Error' },
  { what: 'returns no decision' },
  { what: 'never resolves' },
  { what: 'exceeds its timeout' },
];

const withoutRuntime: readonly Omit<Scenario, 'by'>[] = [
  { what: 'calls back' },
  { what: 'returns without a callback' },
  { what: 'throws synchronously', kind: 'plain' },
  { what: 'rejects' },
  { what: 'throws a non-Error' },
  { what: 'never resolves', kind: 'crashing' },
  { what: 'never resolves', kind: 'plain' },
  { what: 'exceeds its timeout', kind: 'hanging' },
  { what: 'calls back twice' },
  { what: 'throws after its callback' },
  ...inService,
];

const onErrors = ['deny', 'allow', 'throw'] as const;

const withRuntime: readonly Scenario[] = [
  { what: 'decides', by: 'deny' },
  ...failuresToDecide.flatMap((scenario) => onErrors.map((by) => ({ ...scenario, by }))),
  ...[...crashes, ...inService].map((scenario) => ({ ...scenario, by: 'deny' }) as const),
];

const unreachable: readonly Scenario[] = [
  { what: 'function deleted', by: 'deny', kind: 'deleted' },
  { what: 'function may not be invoked', by: 'deny', kind: 'uninvokable' },
  { what: 'function throttled', by: 'deny', kind: 'throttled' },
];

export const SCENARIOS: readonly Scenario[] = [
  ...withoutRuntime.map((scenario) => ({ ...scenario, by: 'own code' }) as const),
  ...withRuntime,
  ...unreachable,
];
