import { TEXT } from '../../inputs';
import { provisioner, unchanged } from '../provisioner';

interface BucketProperties {
  BucketName?: string;
}

/** A bucket; one that holds objects cannot be deleted. Versions, encryption, policies and life cycles have no effect here. */
export const bucket = provisioner<BucketProperties>(
  {
    replacedBy: ['BucketName'],
    create({ BucketName }, { cloud, physicalName }) {
      const name = BucketName ?? physicalName(63).toLowerCase();
      cloud.s3.createBucket(name);
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
    update: unchanged,
    delete({ physicalId: name }, { cloud }) {
      cloud.s3.deleteBucket(name);
    },
  },
  { optional: { BucketName: TEXT } },
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
