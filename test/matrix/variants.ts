import type { EmulatorBehavior } from '../../testing/emulator';

/**
 * All variants of undocumented behavior: the preset, and the differences from it. `test/lifecycle/behavior.test.ts`
 * covers conflicting names: next to a retained flow with the same name, no deployment could converge.
 */
export const VARIANTS: Readonly<Record<string, Partial<EmulatorBehavior>>> = {
  likely: {},
  flowNotFound: { absentFlow: 'NotFound', absentResource: 'NotFound', absentAppInstance: 'NotFound' },
  flowBadRequest: { absentFlow: 'BadRequest', absentResource: 'BadRequest', absentAppInstance: 'EmptyList' },
  overwrites: { associateOther: 'overwrite' },
  sameConflicts: { associateSame: 'Conflict' },
  unassociatedConflict: { disassociateUnassociated: 'Conflict' },
  unassociatedForbidden: { disassociateUnassociated: 'Forbidden' },
  unassociatedOk: { disassociateUnassociated: 'ok' },
  absentForbidden: { associateAbsentChannel: 'Forbidden', associateAbsentFlow: 'Forbidden' },
  tokenReturnsDeleted: { clientRequestTokenAfterDelete: 'returnsSameArn' },
  tokenConflicts: { clientRequestTokenInFlight: 'Conflict', clientRequestTokenOtherBody: 'sameResource' },
  untagRefused: { untagMissingKey: 'BadRequest' },
  tokensIgnored: { clientRequestTokens: 'ignored' },
  deleteAnswers400: { deleteAssociatedFlow: 'BadRequest' },
  unchangedConflicts: { updateUnchangedFlow: 'Conflict' },
  unchangedRefused: { updateUnchangedFlow: 'BadRequest' },
  associationsShownLate: { associationVisibilityDelay: 8_000 },
  listedMuchLater: { listVisibilityDelay: 8_000, associationVisibilityDelay: 2_000 },
  visibleLate: { visibilityDelay: 2_000 },
  listedLate: { listVisibilityDelay: 2_000 },
  putMerges: { streamingPut: 'merges' },
  settlesLate: { disassociationDelay: 3_000 },
  pagesShift: { listPages: 'shifting' },
  adminsLate: { adminDelay: 2_000 },
  bearerUnprocessable: { unknownBearer: 'Unprocessable' },
  streamForbidden: { inaccessibleStream: 'Forbidden' },
};
