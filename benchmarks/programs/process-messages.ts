/** Runs messages through the processor in the first argument, one after the other. */
import { createRequire } from 'node:module';
import { report, timeEach } from './report';
import { channelFlowEvent, lambdaContext } from 'cdk-chime-sdk-messaging/processor';

const WARM_UP = 500;
const COUNT = 1500;

async function main(): Promise<void> {
  const { handler } = createRequire(__filename)(process.argv[2]!) as {
    handler(event: object, context: object): Promise<unknown>;
  };
  const events = Array.from({ length: WARM_UP + COUNT }, () =>
    channelFlowEvent({ content: 'Well, darn it' }),
  );
  const run = (index: number) => handler(events[index]!, lambdaContext());
  const first = await timeEach(1, run);
  await timeEach(WARM_UP, run);
  report({ first, time: await timeEach(COUNT, (index) => run(WARM_UP + index)) });
}

void main();
