import { Function } from 'aws-cdk-lib/aws-lambda';
import { synthesize } from './synthesize';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from '../arns';
import { AppInstance, ChannelFlow, type ChannelFlowProvisioning } from 'cdk-chime-sdk-messaging';

export function synthesizeFlows(provisioning: ChannelFlowProvisioning): void {
  synthesize((stack, count) => {
    const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);
    const fn = Function.fromFunctionAttributes(stack, 'Moderator', {
      functionArn: FUNCTION_ARN,
      sameEnvironment: true,
    });
    for (let index = 0; index < count; index++) {
      const channelFlowName = `Flow${index}`; // as the other variants have one
      new ChannelFlow(stack, channelFlowName, {
        appInstance,
        channelFlowName,
        processors: [{ function: fn, processorName: 'Moderator' }],
        provisioning,
      });
    }
  });
}
