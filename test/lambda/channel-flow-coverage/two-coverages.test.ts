import { randomUUID } from 'node:crypto';
import { Stage } from '../../matrix/lifecycles';
import { VirtualWorld } from '../../matrix/virtual-world';

const MINUTE = 60_000;

let world: VirtualWorld;
beforeAll(async () => void (world = await VirtualWorld.start()));
afterAll(async () => world.close());

/**
 * Deploys coverages by two flows of one app instance, whose rules run for ten minutes; returns the flows and channels.
 */
async function coverTwice(stage: Stage): Promise<{ flows: string[]; channels: string[] }> {
  await stage.set();
  const flows = [await stage.newFlow('first'), await stage.newFlow('second')];
  const channels: string[] = [];
  for (let index = 0; index < 20; index++) channels.push(await stage.newChannel());
  await world.clock.sleep(MINUTE);
  for (const flow of flows) {
    const bucket = stage.newBucket();
    const properties = {
      ChannelFlowArn: flow,
      Bearers: [stage.admin],
      SweepInterval: '60',
      CallsPerSecond: '10',
      BucketName: bucket,
    };
    const { response } = world.invoke({
      RequestType: 'Create',
      RequestId: randomUUID(),
      ResponseURL: 'http://responses.invalid/',
      StackId: 'stack',
      LogicalResourceId: 'Coverage',
      ResourceType: 'Custom::ChimeChannelFlowCoverage',
      ResourceProperties: properties,
    });
    expect((await response).Status).toBe('SUCCESS');
    stage.sweepEachMinute(bucket);
  }
  await world.clock.sleep(10 * MINUTE);
  return { flows, channels };
}

test('two coverages of one app instance share its channels, and take none from each other', async () => {
  await world.begin(1);
  await world.complete(async () => {
    const stage = new Stage(world);
    const { flows, channels } = await coverTwice(stage);
    const found = await Promise.all(channels.map(async (channel) => stage.flowOf(channel)));
    expect(found.filter((flow) => !flows.includes(flow!))).toEqual([]);
    expect(world.calls).toContain('AssociateChannelFlow');
    expect(world.calls).not.toContain('DisassociateChannelFlow');

    await world.clock.sleep(10 * MINUTE);
    expect(await Promise.all(channels.map(async (channel) => stage.flowOf(channel)))).toEqual(found);
    await stage.strike();
  }, 1);
});
