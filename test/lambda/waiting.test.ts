/**
 * How long a failed association takes, including its rollback: as long as a resource may still be too new to be found,
 * and no longer.
 */
import { startEmulated, UNSIGNED } from './helpers/emulated';
import { behaviorPresets } from '../../testing/emulator';

let emulated!: Awaited<ReturnType<typeof startEmulated>>;
beforeAll(async () => {
  emulated = await startEmulated();
});
afterAll(async () => emulated.close());

/** Creates an association that must fail, and deletes it; resolves to the seconds that both took. */
async function rollBack(ChannelArn: string, ChannelFlowArn: string, ChimeBearer: string): Promise<number> {
  const { harness } = emulated;
  const from = harness.timers.now();
  const fields = {
    ResourceType: 'Custom::ChimeChannelFlowAssociation',
    ResourceProperties: { ChannelArn, ChannelFlowArn, ChimeBearer },
  };
  const created = await harness.handle({ RequestType: 'Create', ...fields });
  expect(created.Status).toBe('FAILED');
  const { PhysicalResourceId } = created;
  expect(await harness.handle({ RequestType: 'Delete', PhysicalResourceId, ...fields })).toMatchObject({
    Status: 'SUCCESS',
  });
  return (harness.timers.now() - from) / 1000;
}

describe.each(Object.entries(behaviorPresets))('where the service is %s', (_, preset) => {
  let appInstance: string;
  let admin: string;
  let flow: string;
  beforeAll(async () => {
    const { emulator, service } = emulated;
    Object.assign(emulator.behavior, preset, UNSIGNED);
    appInstance = await service.newAppInstance();
    admin = await service.newAdmin(appInstance, 'admin');
    flow = await service.newFlow(appInstance, 'flow');
  });

  test('a channel that never existed takes 30 seconds at most', async () => {
    expect(await rollBack(`${appInstance}/channel/never`, flow, admin)).toBeLessThanOrEqual(30);
  });

  test('a bearer that never existed takes 20 seconds at most', async () => {
    const channel = await emulated.service.newChannel(appInstance, admin);
    expect(await rollBack(channel, flow, `${appInstance}/user/never`)).toBeLessThanOrEqual(20);
  });

  test('a bearer without the right takes 20 seconds at most', async () => {
    const { service } = emulated;
    const channel = await service.newChannel(appInstance, admin);
    const bob = await service.newUser(appInstance, 'bob');
    expect(await rollBack(channel, flow, bob)).toBeLessThanOrEqual(20);
  });

  test('a bearer without the right takes 20 seconds at most where the channel has another flow', async () => {
    const { emulator, service } = emulated;
    const channel = await service.newChannel(appInstance, admin);
    const ChannelFlowArn = await service.newFlow(appInstance, 'other');
    await emulator.call('AssociateChannelFlow', { ChannelArn: channel, ChannelFlowArn, ChimeBearer: admin });
    const carol = await service.newUser(appInstance, 'carol');
    expect(await rollBack(channel, flow, carol)).toBeLessThanOrEqual(20);
  });
});
