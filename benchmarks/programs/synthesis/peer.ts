import { createRequire } from 'node:module';
import type { Construct } from 'constructs';
import { synthesize } from './synthesize';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from '../arns';

type ChannelFlow = new (scope: Construct, id: string, props: object) => Construct;

const { ChannelFlow } = createRequire(__filename)('cdk-amazon-chime-resources') as {
  ChannelFlow: ChannelFlow;
};

synthesize((stack, count) => {
  for (let index = 0; index < count; index++) {
    new ChannelFlow(stack, `Flow${index}`, {
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
      clientRequestToken: `Flow${index}`,
    });
  }
});
