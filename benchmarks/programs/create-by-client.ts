/** Creates flows through the SDK's client. */
import { ChimeSDKMessagingClient, CreateChannelFlowCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from './arns';
import { COUNT, WARM_UP } from './create';
import { report, timeEach } from './report';

const client = new ChimeSDKMessagingClient({});

const create = (index: number) =>
  client.send(
    new CreateChannelFlowCommand({
      AppInstanceArn: APP_INSTANCE_ARN,
      Name: `Flow${index}`,
      ClientRequestToken: `request-${index}`,
      Processors: [
        {
          Name: 'Moderator',
          Configuration: { Lambda: { ResourceArn: FUNCTION_ARN, InvocationType: 'ASYNC' } },
          ExecutionOrder: 1,
          FallbackAction: 'ABORT',
        },
      ],
    }),
  );

async function main(): Promise<void> {
  await timeEach(WARM_UP, create);
  report({ time: await timeEach(COUNT, create) });
}

void main();
