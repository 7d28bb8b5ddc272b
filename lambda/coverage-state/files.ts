import type { ObjectStore } from './object-store';
import { S3ObjectStore } from './s3-object-store';
import { StateFile } from './state-file';
import { COVERAGE_KEYS } from '../../src/private/protocol';

/** Opens the state of a coverage. */
export function stateFileOf(bucket: string): StateFile {
  return new StateFile(new S3ObjectStore(bucket, COVERAGE_KEYS.state));
}

/** Opens the state of a coverage's detection: generation and lease, as for sweeps, so that both are fenced in the same way. */
export function detectionFileOf(bucket: string): StateFile {
  return new StateFile(new S3ObjectStore(bucket, COVERAGE_KEYS.detection));
}

/** Where the index of a sweep is kept between its turns. */
export function indexStoreOf(bucket: string): ObjectStore {
  return new S3ObjectStore(bucket, COVERAGE_KEYS.index, true);
}
