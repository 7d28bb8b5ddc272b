/** Messages per second, end to end through one processor in this process. */
import { Stage } from './stage';
import { report, timeEach } from '../report';

async function main(): Promise<void> {
  const stage = await Stage.set();
  await timeEach(500, async () => stage.exchange());
  report({ perSecond: 1000 / (await timeEach(1000, async () => stage.exchange())) });
  await stage.close();
}

void main();
