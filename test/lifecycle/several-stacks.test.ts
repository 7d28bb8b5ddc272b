import { type App, Stack } from 'aws-cdk-lib';
import { appInstanceIn, association, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { ChannelFlow, ChannelFlowProvider } from '../../src';
import { LocalDeployment } from '../../testing';
import { newApp } from '../support';

const local = Lifecycle.forFile();

/** Deploys the stacks of an app, in order. */
async function deployAll(app: App): Promise<LocalDeployment[]> {
  const { stacks } = app.synth();
  const deployments: LocalDeployment[] = [];
  for (const { stackName } of stacks) {
    deployments.push(await LocalDeployment.deploy(app, { emulator: local.emulator, stackName }));
  }
  return deployments;
}

async function destroyAll(deployments: LocalDeployment[]): Promise<void> {
  for (const deployment of [...deployments].reverse()) await deployment.destroy();
}

test('a flow of one stack is associated in another', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const app = newApp();
  const shared = flow(new Stack(app, 'Flows'), place);
  association(new Stack(app, 'Channels'), place, channel, shared);

  const deployments = await deployAll(app);

  const [arn] = await place.flowArns();
  expect(await place.flowOn(channel)).toBe(arn);
  await destroyAll(deployments);
  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([]);
});

test('one provider serves the flows of several stacks', async () => {
  const place = await local.place();
  const app = newApp();
  const provider = new ChannelFlowProvider(new Stack(app, 'Provider'), 'Provider');
  flow(new Stack(app, 'One'), place, { provider, channelFlowName: 'one' });
  flow(new Stack(app, 'Two'), place, { provider, channelFlowName: 'two' });

  const deployments = await deployAll(app);

  expect((await place.flows()).map(({ Name }) => Name).sort()).toEqual(['one', 'two']);
  const ofType = (deployment: LocalDeployment, type: string) =>
    deployment.resources.filter((resource) => resource.type === type).map(({ logicalId }) => logicalId);
  expect(ofType(deployments[1]!, 'AWS::Lambda::Function')).toEqual([expect.stringMatching(/^Moderate/)]);
  await destroyAll(deployments);
  expect(await place.flowArns()).toEqual([]);
});

test("equal stacks do not affect each other's resources", async () => {
  const place = await local.place();
  const [one, two] = [local.stack(), local.stack()];
  const define = (name: string) => (scope: Stack) => void flow(scope, place, { channelFlowName: name });
  await Promise.all([one.deploy(define('same')), two.deploy(define('same'))]);
  expect(new Set(await place.flowArns())).toEqual(new Set([one.id('Flow'), two.id('Flow')]));

  await one.deploy(define('changed'));
  await one.destroy();

  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: two.id('Flow'), Name: 'same' }]);
  await two.destroy();
});

test('a stack looks up the flow of another by its name', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const [owner, user] = [local.stack(), local.stack()];
  await owner.deploy((scope) => flow(scope, place, { channelFlowName: 'shared' }));

  await user.deploy((scope) => {
    const found = ChannelFlow.fromChannelFlowName(scope, 'Found', {
      appInstance: appInstanceIn(scope, place),
      channelFlowName: 'shared',
    });
    association(scope, place, channel, found);
  });

  expect(await place.flowOn(channel)).toBe(owner.id('Flow'));
  await user.destroy();
  expect(await place.flowArns()).toEqual([owner.id('Flow')]);
});
