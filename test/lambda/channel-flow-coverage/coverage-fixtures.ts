import { type CoverageState, stateFileOf } from '../../../lambda/coverage-state';
import { LocalCloud } from '../../../testing/cloud';
import { behaviorPresets } from '../../../testing/emulator';
import { startEmulated } from '../helpers/emulated';
import type { EventFields } from '../helpers/provider-harness';

let buckets = 0;

/** The service and Amazon S3 in virtual time, for all tests of a file; each has an app instance and a bucket of its own. */
export function coverageForFile() {
  let emulated!: Awaited<ReturnType<typeof startEmulated>>;
  let cloud!: LocalCloud;
  beforeAll(async () => {
    emulated = await startEmulated();
    cloud = LocalCloud.of(emulated.emulator);
    await cloud.start();
    process.env.AWS_ENDPOINT_URL_S3 = cloud.environment.AWS_ENDPOINT_URL;
  });
  beforeEach(() => {
    emulated.emulator.faults.clear();
    Object.assign(emulated.emulator.behavior, behaviorPresets['documented-likely']);
    emulated.harness.log.length = 0;
    emulated.harness.stackStatus = () => undefined;
  });
  afterAll(async () => emulated.close());

  return {
    get harness() {
      return emulated.harness;
    },
    get emulator() {
      return emulated.emulator;
    },
    get service() {
      return emulated.service;
    },
    get s3() {
      return cloud.s3;
    },
    /** An app instance with an admin and two flows, an empty bucket, and what CloudFormation asks about them. */
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
        update: async (changes: object, former: object = {}, fields: EventFields = {}) =>
          send({
            RequestType: 'Update',
            PhysicalResourceId: `channel-flow-coverage/${bucket}`,
            ResourceProperties: properties(changes),
            OldResourceProperties: properties(former),
            ...fields,
          }),
        remove: async (fields: EventFields = {}) =>
          send({ RequestType: 'Delete', PhysicalResourceId: `channel-flow-coverage/${bucket}`, ...fields }),
        stateNow: async (): Promise<CoverageState | undefined> => (await stateFileOf(bucket).read()).state,
      };
    },
  };
}
