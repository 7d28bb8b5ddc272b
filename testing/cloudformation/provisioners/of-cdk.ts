import type { Provisioner } from '../provisioner';
import { bucketDeployment, logRetention, recorded } from './recorded';
import { emptiedBucket } from './s3-bucket';

/**
 * Custom resources of aws-cdk-lib whose functions act on services that are not here: they are provisioned without these
 * functions.
 */
export const OF_CDK: Readonly<Record<string, Provisioner>> = {
  'Custom::CDKBucketDeployment': bucketDeployment,
  'Custom::ECRAutoDeleteImages': recorded,
  'Custom::LogRetention': logRetention,
  'Custom::S3AutoDeleteObjects': emptiedBucket,
  'Custom::S3BucketNotifications': recorded,
  'Custom::VpcRestrictDefaultSG': recorded,
};
