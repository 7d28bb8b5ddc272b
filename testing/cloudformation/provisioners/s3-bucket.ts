import type { LocalCloud } from '../../cloud';
import { OBJECT, TEXT } from '../../inputs';
import { provisioner, unchanged } from '../provisioner';

interface EncryptionRule {
  ServerSideEncryptionByDefault?: { SSEAlgorithm?: string; KMSMasterKeyID?: string };
  BucketKeyEnabled?: boolean | string;
}

interface BucketProperties {
  BucketName?: string;
  BucketEncryption?: { ServerSideEncryptionConfiguration?: EncryptionRule[] };
}

/** Sets a bucket's key, if it has its own: the keys that the service manages can be used by everyone in the account. */
function encrypt(name: string, { BucketEncryption }: BucketProperties, { s3, kms }: LocalCloud): void {
  const [rule] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const { SSEAlgorithm: algorithm = '', KMSMasterKeyID: keyId } = rule?.ServerSideEncryptionByDefault ?? {};
  const isOwn = algorithm.startsWith('aws:kms') && keyId !== undefined && !keyId.endsWith('alias/aws/s3');
  const isBucketKey = String(rule?.BucketKeyEnabled) === 'true';
  s3.encrypt(name, isOwn ? { keyArn: kms.keyArnOf(keyId), isBucketKey } : undefined);
}

/**
 * A bucket. One that holds objects cannot be deleted. To read or write objects, callers need permission to use its key.
 * Versions, policies, and lifecycle rules have no effect here.
 */
export const bucket = provisioner<BucketProperties>(
  {
    replacedBy: ['BucketName'],
    create(properties, { cloud, physicalName }) {
      const name = properties.BucketName ?? physicalName(63).toLowerCase();
      cloud.s3.createBucket(name);
      encrypt(name, properties, cloud);
      const { partition, region } = cloud.emulator;
      const attributes = {
        Arn: `arn:${partition}:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
        WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
      };
      return { physicalId: name, attributes };
    },
    update({ physicalId: name, attributes }, properties, { cloud }) {
      encrypt(name, properties, cloud);
      return { physicalId: name, attributes };
    },
    delete({ physicalId: name }, { cloud }) {
      cloud.s3.deleteBucket(name);
    },
  },
  { optional: { BucketName: TEXT, BucketEncryption: OBJECT } },
);

interface EmptiedBucketProperties {
  BucketName: string;
}

/** How aws-cdk-lib empties a bucket before it is deleted. The bucket may be a stub. */
export const emptiedBucket = provisioner<EmptiedBucketProperties>({
  create: (_properties, { physicalName }) => ({ physicalId: physicalName(), attributes: {} }),
  update: unchanged,
  delete({ properties: { BucketName: name } }, { cloud }) {
    cloud.s3.emptyBucket(name);
  },
});
