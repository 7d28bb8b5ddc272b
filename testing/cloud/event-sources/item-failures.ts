import { isObject } from '../../inputs';

/**
 * The index of the first record of a batch that the function reports as failed; `undefined` if all succeeded, 0 if the
 * response is malformed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function firstFailure(response: unknown, sequenceNumbers: readonly string[]): number | undefined {
  const { batchItemFailures: failures = [] } = isObject(response) ? response : {};
  if (failures === null) return undefined;
  if (!Array.isArray(failures)) return 0;
  if (failures.length === 0) return undefined;
  const indexes = failures.map((failure: unknown) =>
    isObject(failure) ? sequenceNumbers.indexOf(String(failure.itemIdentifier)) : -1,
  );
  return Math.max(0, Math.min(...indexes));
}
