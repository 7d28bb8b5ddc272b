import { TEXT } from '../../inputs';
import { provisioner, type Provisioner, unchanged } from '../provisioner';

/** A resource that only needs to exist: nothing on this machine acts on it. */
export const recorded: Provisioner = provisioner<object>({
  create: (_properties, context) => ({ physicalId: context.physicalName(), attributes: {} }),
  update: unchanged,
});

interface AlarmProperties {
  AlarmName?: string;
}

export const alarm = provisioner<AlarmProperties>(
  {
    replacedBy: ['AlarmName'],
    create(properties, context) {
      const name = properties.AlarmName ?? context.physicalName();
      return { physicalId: name, attributes: { Arn: context.arn('cloudwatch', `alarm:${name}`) } };
    },
    update: unchanged,
  },
  { optional: { AlarmName: TEXT } },
);

/** Its `Ref` is a URL where no one responds. */
export const waitConditionHandle = provisioner<object>({
  create: (_properties, context) => ({
    physicalId: `https://cloudformation-waitcondition.invalid/${context.physicalName()}`,
    attributes: {},
  }),
  update: unchanged,
});

interface LogRetentionProperties {
  LogGroupName: string;
}

/** How aws-cdk-lib sets the retention of a function's log group; here, the log lasts as long as the emulator. */
export const logRetention = provisioner<LogRetentionProperties>({
  create: ({ LogGroupName: name }) => ({ physicalId: name, attributes: { LogGroupName: name } }),
  update: (_, { LogGroupName: name }) => ({ physicalId: name, attributes: { LogGroupName: name } }),
});

interface BucketDeploymentProperties {
  DestinationBucketArn?: string;
  SourceObjectKeys?: readonly string[];
}

/** How aws-cdk-lib puts files into a bucket: with the AWS CLI, which it expects in `/opt`. */
export const bucketDeployment = provisioner<BucketDeploymentProperties>({
  create: ({ DestinationBucketArn, SourceObjectKeys }, context) => ({
    physicalId: context.physicalName(),
    attributes: { DestinationBucketArn, SourceObjectKeys },
  }),
  update: ({ physicalId }, { DestinationBucketArn, SourceObjectKeys }) => ({
    physicalId,
    attributes: { DestinationBucketArn, SourceObjectKeys },
  }),
});
