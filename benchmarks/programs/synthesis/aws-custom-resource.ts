import {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  PhysicalResourceId,
  PhysicalResourceIdReference,
} from 'aws-cdk-lib/custom-resources';
import { synthesize } from './synthesize';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from '../arns';

const service = '@aws-sdk/client-chime-sdk-messaging';

synthesize((stack, count) => {
  for (let index = 0; index < count; index++) {
    const Name = `Flow${index}`;
    const Processors = [
      {
        Name: 'Moderator',
        Configuration: { Lambda: { ResourceArn: FUNCTION_ARN, InvocationType: 'ASYNC' } },
        ExecutionOrder: 1,
        FallbackAction: 'ABORT',
      },
    ];
    const ChannelFlowArn = new PhysicalResourceIdReference();
    new AwsCustomResource(stack, Name, {
      onCreate: {
        service,
        action: 'CreateChannelFlow',
        parameters: { AppInstanceArn: APP_INSTANCE_ARN, Name, Processors, ClientRequestToken: Name },
        physicalResourceId: PhysicalResourceId.fromResponse('ChannelFlowArn'),
      },
      onUpdate: {
        service,
        action: 'UpdateChannelFlow',
        parameters: { ChannelFlowArn, Name, Processors },
        physicalResourceId: PhysicalResourceId.fromResponse('ChannelFlowArn'),
      },
      onDelete: { service, action: 'DeleteChannelFlow', parameters: { ChannelFlowArn } },
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [`${APP_INSTANCE_ARN}/channel-flow/*`] }),
    });
  }
});
