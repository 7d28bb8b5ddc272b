import { type CoverageState, detectionFileOf, stateFileOf } from '../../../lambda/coverage-state';
import { LocalCloud } from '../../../testing/cloud';
import { reachBucketsInPlace } from '../helpers/buckets-in-place';
import { emulatedForFile } from '../helpers/emulated-for-file';
import type { EventFields } from '../helpers/provider-harness';

let buckets = 0;

/**
 * The service and Amazon S3 in virtual time, for all tests of a file; each test has its own app instance and bucket.
 */
export function coverageForFile() {
  let cloud!: LocalCloud;
  const emulated = emulatedForFile(async (emulator) => {
    cloud = LocalCloud.of(emulator);
    process.env.AWS_ENDPOINT_URL_S3 = reachBucketsInPlace(cloud);
  });
  return Object.assign(emulated, {
    s3: () => cloud.s3,
    /** An app instance with an admin and two flows, an empty bucket, and CloudFormation's requests about them. */
    async place() {
      const { service, harness } = emulated;
      const appInstance = await service.newAppInstance();
      const admin = await service.newAdmin(appInstance, 'admin');
      const flow = await service.newFlow(appInstance, 'flow');
      const otherFlow = await service.newFlow(appInstance, 'other');
      const bucket = `bucket-${++buckets}`;
      cloud.s3.createBucket(bucket);
      const properties = (changes: object = {}) => ({
        ServiceToken: 'provider',
        ChannelFlowArn: flow,
        Bearers: [admin],
        SweepInterval: '300',
        CallsPerSecond: '1.5',
        BucketName: bucket,
        ...changes,
      });
      const send = async (fields: EventFields, timeout?: number) =>
        harness.handle(
          { ResourceType: 'Custom::ChimeChannelFlowCoverage', ResourceProperties: properties(), ...fields },
          timeout,
        );
      return {
        appInstance,
        admin,
        flow,
        otherFlow,
        bucket,
        properties,
        send,
        create: async (fields: EventFields = {}) =>
          send({ RequestType: 'Create', RequestId: 'r1', ...fields }),
        /** A change of a stack starts later than the one before, if only by a second. */
        async update(changes: object, former: object = {}, fields: EventFields = {}) {
          harness.timers.advance(1_000);
          return send({
            RequestType: 'Update',
            PhysicalResourceId: `channel-flow-coverage/${bucket}`,
            ResourceProperties: properties(changes),
            OldResourceProperties: properties(former),
            ...fields,
          });
        },
        remove: async (fields: EventFields = {}) =>
          send({ RequestType: 'Delete', PhysicalResourceId: `channel-flow-coverage/${bucket}`, ...fields }),
        detectionNow: async (): Promise<CoverageState | undefined> =>
          (await detectionFileOf(bucket).read()).state,
        stateNow: async (): Promise<CoverageState | undefined> => (await stateFileOf(bucket).read()).state,
      };
    },
  });
}
