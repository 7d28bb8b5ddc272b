/** Runs messages through the processor in the first argument, one after the other. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { APP_INSTANCE_ARN } from './arns';
import { report, timeEach } from './report';

const WARM_UP = 500;
const COUNT = 1500;

async function main(): Promise<void> {
  const events = Array.from({ length: WARM_UP + COUNT }, event);
  const start = performance.now();
  const { handler } = createRequire(__filename)(process.argv[2]!) as {
    handler(event: object, context: object): Promise<unknown>;
  };
  const run = (index: number) => handler(events[index]!, lambdaContext());
  await run(0);
  const untilFirst = performance.now() - start;
  await timeEach(WARM_UP, run);
  report({ untilFirst, time: await timeEach(COUNT, (index) => run(WARM_UP + index)) });
}

/** An event as the service sends it. The library can create such events, too, but would load the SDK. */
function event(): object {
  return {
    EventType: 'CHANNEL_MESSAGE_EVENT',
    CallbackId: randomUUID(),
    ChannelMessage: {
      MessageId: randomBytes(32).toString('hex'),
      ChannelArn: `${APP_INSTANCE_ARN}/channel/lobby`,
      Content: 'Well, darn it',
      Sender: { Arn: `${APP_INSTANCE_ARN}/user/alice`, Name: 'Alice' },
      Persistence: 'PERSISTENT',
      Type: 'STANDARD',
      CreatedTimestamp: new Date().toISOString(),
    },
  };
}

function lambdaContext(): object {
  const end = Date.now() + 30_000;
  return { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => end - Date.now() };
}

void main();
