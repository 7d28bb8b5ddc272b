import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { accessToKey, knownKey } from './access-to-key';
import { COVERAGE_KEYS } from '../protocol';
import { keepOwnProperties } from '../providers';
import { hashOf, identityOf, warnOfInjected } from '../validation';

/**
 * Defines the bucket that holds the state of a coverage. The provider empties it, so it must hold only the current objects: a
 * property injector of the app can choose how they are encrypted and logged, but can't keep former versions.
 */
export function stateBucket(scope: Construct, id: string, encryptionKey: kms.IKey | undefined): s3.Bucket {
  const own = { ...OWN, ...encryptionBy(encryptionKey) };
  keepOwnProperties<s3.BucketProps>(scope, s3.Bucket, (injected) => {
    const kept = injected.serverAccessLogsBucket ? own : { ...own, ...NO_LOGS_IN_ITSELF };
    warnOfInjected(scope, injected, kept, 'bucket');
    return { ...injected, ...kept };
  });
  const bucket = new s3.Bucket(scope, id, own);
  // explicit in the template, regardless of the encryption defaults of CDK and S3
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.bucketEncryption ??= {
    serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  };
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason:
      'the bucket holds the state of sweeps, which two functions of this library read and write, and no data of users',
  });
  return bucket;
}

/**
 * The suffix for the ids of a coverage's state. Objects stay encrypted with the key that they were written with, and the functions
 * may use only the current key. So another key means another bucket, and a resource that deletes the former one while its policies
 * still exist.
 */
export function idOfKey(scope: Construct, encryptionKey: kms.IKey | undefined): string {
  if (!encryptionKey) return '';
  return hashOf(identityOf(scope, (knownKey(encryptionKey) ?? encryptionKey).keyArn));
}

/** The properties that the coverage depends on. */
const OWN = {
  autoDeleteObjects: undefined,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  // another name would mean another bucket, and nothing would empty the former one
  bucketName: undefined,
  bucketNamePrefix: undefined,
  bucketNamespace: undefined,
  enforceSSL: true,
  objectLockDefaultRetention: undefined,
  objectLockEnabled: undefined,
  publicReadAccess: undefined,
  removalPolicy: RemovalPolicy.DESTROY,
  replicationRules: undefined,
  versioned: undefined,
} satisfies s3.BucketProps;

/** Without a bucket of their own, access logs would go to this one, and the provider may not delete them. */
const NO_LOGS_IN_ITSELF = { serverAccessLogsPrefix: undefined } satisfies s3.BucketProps;

function encryptionBy(encryptionKey: kms.IKey | undefined): s3.BucketProps {
  if (!encryptionKey) return {};
  return { encryption: s3.BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
}

type CoverageObject = keyof typeof COVERAGE_KEYS;

/**
 * The permissions of a function on objects. Without permission to list the bucket, a missing object is reported as access
 * denied.
 *
 * @param actions the actions, by the objects that they apply to
 */
export function accessToState(
  { bucketArn, encryptionKey }: s3.IBucket,
  ...actions: [keys: CoverageObject[], actions: string[]][]
): iam.PolicyStatement[] {
  return [
    ...actions.map(
      ([keys, allowed]) =>
        new iam.PolicyStatement({
          actions: allowed,
          resources: keys.map((key) => `${bucketArn}/${COVERAGE_KEYS[key]}`),
        }),
    ),
    new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }),
    ...(encryptionKey ? [accessToKey(encryptionKey, ['kms:Decrypt', 'kms:GenerateDataKey'])] : []),
  ];
}
