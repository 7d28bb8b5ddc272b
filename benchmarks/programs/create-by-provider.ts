/** Creates flows through the provider's handler, which sends its responses to the endpoint in the second argument. */
import { createRequire } from 'node:module';
import { APP_INSTANCE_ARN, FUNCTION_ARN } from './arns';
import { COUNT, WARM_UP } from './create';
import { report, timeEach } from './report';

const [, , file, responseEndpoint] = process.argv;
const { handler } = createRequire(__filename)(file!) as {
  handler(event: object, context: object): Promise<void>;
};

const create = (index: number) =>
  handler(
    {
      RequestType: 'Create',
      RequestId: `request-${index}`,
      ResponseURL: `${responseEndpoint}/answer`,
      StackId: 'stack',
      LogicalResourceId: `Flow${index}`,
      ResourceType: 'Custom::ChimeChannelFlow',
      ResourceProperties: {
        AppInstanceArn: APP_INSTANCE_ARN,
        Name: `Flow${index}`,
        Processors: [{ Name: 'Moderator', FunctionArn: FUNCTION_ARN, FallbackAction: 'ABORT' }],
      },
    },
    { getRemainingTimeInMillis: () => 300_000 },
  );

async function main(): Promise<void> {
  await timeEach(WARM_UP, create);
  report({ time: await timeEach(COUNT, create) });
}

void main();
