import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import { synthesize } from './synthesize';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from '../arns';

synthesize((stack, count) => {
  for (let index = 0; index < count; index++) {
    new CfnChannelFlow(stack, `Flow${index}`, {
      appInstanceArn: APP_INSTANCE_ARN,
      name: `Flow${index}`,
      processors: [
        {
          name: 'Moderator',
          configuration: { lambda: { resourceArn: FUNCTION_ARN, invocationType: 'ASYNC' } },
          executionOrder: 1,
          fallbackAction: 'ABORT',
        },
      ],
    });
  }
});
