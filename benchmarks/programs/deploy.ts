/** Deploys the number of flows and associations in the first argument, at the rate limit in the second one. */
import { App, Stack } from 'aws-cdk-lib';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { FUNCTION_ARN } from './arns';
import { report } from './report';
import { AppInstance, Channel, ChannelFlow, ChimeBearer } from 'cdk-chime-sdk-messaging';
import { ChimeMessagingEmulator, LocalDeployment } from 'cdk-chime-sdk-messaging/testing';

const [count, requestsPerSecond] = process.argv.slice(2).map(Number) as [number, number];

async function main(): Promise<void> {
  const emulator = await ChimeMessagingEmulator.start({ behavior: { channelFlowsPerAppInstance: Infinity } });
  const { AppInstanceArn } = await emulator.call('CreateAppInstance', { Name: 'Benchmark' });
  const { AppInstanceUserArn } = await emulator.call('CreateAppInstanceUser', {
    AppInstanceArn,
    AppInstanceUserId: 'admin',
    Name: 'Admin',
  });

  const app = new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'Stack');
  const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', AppInstanceArn);
  const fn = Function.fromFunctionArn(stack, 'Moderator', FUNCTION_ARN);
  const bearer = ChimeBearer.fromArn(AppInstanceUserArn);
  for (let index = 0; index < count; index++) {
    const { ChannelArn } = await emulator.call('CreateChannel', {
      AppInstanceArn,
      Name: `Channel ${index}`,
      ChimeBearer: AppInstanceUserArn,
    });
    const channel = Channel.fromChannelArn(stack, `Channel${index}`, ChannelArn);
    const flow = new ChannelFlow(stack, `Flow${index}`, { appInstance, processors: [{ function: fn }] });
    flow.addAssociation('Association', { channel, bearer });
  }

  emulator.faults.inject({ operation: '*', throttle: { requestsPerSecond } });
  const start = performance.now();
  const deployment = await LocalDeployment.deploy(stack, { emulator });
  report({ seconds: (performance.now() - start) / 1000 });
  await deployment.close();
  await emulator.close();
}

void main();
