/**
 * The resource types that CloudFormation itself provisions, by service. They import the services, but no custom
 * resource.
 */
import type { Provisioner } from '../provisioner';
import type { Properties } from '../template';
import { appInstance } from './chime-app-instance';
import { appInstanceBot } from './chime-app-instance-bot';
import { appInstanceUser } from './chime-app-instance-user';
import { channel } from './chime-channel';
import { channelFlow } from './chime-channel-flow';
import { eventSourceMapping, MAPPING_TYPE, mappingLimit } from './event-source-mapping';
import * as messaging from './events-queues-logs';
import * as iam from './iam';
import { stream } from './kinesis-stream';
import * as kms from './kms';
import * as lambda from './lambda';
import { FUNCTION_TYPE, functionLimit, lambdaFunction } from './lambda-function';
import { layerVersion } from './lambda-layer';
import { OF_CDK } from './of-cdk';
import { alarm, recorded, waitConditionHandle } from './recorded';
import { bucket } from './s3-bucket';

export { FUNCTION_TYPE, stubbedFunction } from './lambda-function';

/**
 * The resource types that are provisioned on this machine. Custom resources have their own protocol, except those of
 * aws-cdk-lib that only act on services that are not here.
 */
export const NATIVE_PROVISIONERS: Readonly<Record<string, Provisioner>> = {
  'AWS::CDK::Metadata': recorded,
  'AWS::Chime::AppInstance': appInstance,
  'AWS::Chime::AppInstanceBot': appInstanceBot,
  'AWS::Chime::AppInstanceUser': appInstanceUser,
  'AWS::Chime::Channel': channel,
  'AWS::Chime::ChannelFlow': channelFlow,
  'AWS::CloudFormation::WaitConditionHandle': waitConditionHandle,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::Events::Rule': messaging.rule,
  'AWS::IAM::ManagedPolicy': iam.managedPolicy,
  'AWS::IAM::Policy': iam.policy,
  'AWS::IAM::Role': iam.role,
  'AWS::IAM::User': iam.user,
  'AWS::KMS::Alias': kms.alias,
  'AWS::KMS::Key': kms.key,
  'AWS::Kinesis::Stream': stream,
  'AWS::Lambda::Alias': lambda.alias,
  'AWS::Lambda::EventInvokeConfig': lambda.eventInvokeConfiguration,
  [MAPPING_TYPE]: eventSourceMapping,
  [FUNCTION_TYPE]: lambdaFunction,
  'AWS::Lambda::LayerVersion': layerVersion,
  'AWS::Lambda::LayerVersionPermission': recorded,
  'AWS::Lambda::Permission': lambda.permission,
  'AWS::Lambda::Version': lambda.version,
  'AWS::Logs::LogGroup': messaging.logGroup,
  'AWS::Logs::MetricFilter': recorded,
  'AWS::Logs::ResourcePolicy': recorded,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': recorded,
  'AWS::SNS::Subscription': recorded,
  'AWS::SNS::Topic': messaging.topic,
  'AWS::SNS::TopicPolicy': recorded,
  'AWS::SQS::Queue': messaging.queue,
  'AWS::SQS::QueuePolicy': recorded,
  'AWS::SSM::Parameter': messaging.storedParameter,
  ...OF_CDK,
};

const LIMITS = new Map([
  [FUNCTION_TYPE, functionLimit],
  [MAPPING_TYPE, mappingLimit],
]);

/** Why a resource of a type that runs here can't run; `undefined` if it can. */
export function limitOf(type: string, properties: Properties): string | undefined {
  return LIMITS.get(type)?.(properties);
}
