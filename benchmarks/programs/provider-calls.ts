/** Creates, changes and deletes a flow and an association, and counts the calls of each step. */
import { createRequire } from 'node:module';
import { FUNCTION_ARN } from './arns';
import { report } from './report';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

const [, , flowProvider, associationProvider, responseEndpoint] = process.argv;
const load = createRequire(__filename);

interface Step {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly properties: object;
  readonly former?: object;
  readonly id?: string;
}

async function main(): Promise<void> {
  const emulator = await ChimeMessagingEmulator.start();
  Object.assign(process.env, emulator.environment);
  const { AppInstanceArn } = await emulator.call('CreateAppInstance', { Name: 'Benchmark' });
  const { AppInstanceUserArn: bearer } = await emulator.call('CreateAppInstanceUser', {
    AppInstanceArn,
    AppInstanceUserId: 'admin',
    Name: 'Admin',
  });
  const { ChannelArn } = await emulator.call('CreateChannel', {
    AppInstanceArn,
    Name: 'Lobby',
    ChimeBearer: bearer,
  });

  const calls: Record<string, number> = {};
  const stepOf = (file: string, resourceType: string) => {
    const { handler } = load(file) as { handler(event: object, context: object): Promise<void> };
    return async (name: string, { type, properties, former, id }: Step) => {
      const before = emulator.requests.length;
      await handler(
        {
          RequestType: type,
          RequestId: `${resourceType.split('::')[1]}-${Object.keys(calls).length}`,
          ResponseURL: `${responseEndpoint}/answer`,
          StackId: 'stack',
          LogicalResourceId: 'Resource',
          ResourceType: resourceType,
          PhysicalResourceId: id,
          ResourceProperties: properties,
          OldResourceProperties: former,
        },
        { getRemainingTimeInMillis: () => 300_000 },
      );
      const made = emulator.requests.slice(before);
      const failed = made.find(({ statusCode }) => statusCode >= 400 && statusCode !== 409);
      if (failed) throw new Error(`${name}: ${failed.operation} failed with ${failed.errorName}`);
      calls[name] = made.length;
      return made;
    };
  };

  const flowStep = stepOf(flowProvider!, 'Custom::ChimeChannelFlow');
  const flow = {
    AppInstanceArn,
    Name: 'One',
    Processors: [{ Name: 'Moderator', FunctionArn: FUNCTION_ARN, FallbackAction: 'ABORT' }],
    Tags: [{ Key: 'team', Value: 'chat' }],
  };
  await flowStep('create', { type: 'Create', properties: flow });
  const { ChannelFlows } = await emulator.call('ListChannelFlows', { AppInstanceArn });
  const id = ChannelFlows[0]!.ChannelFlowArn;
  const renamed = { ...flow, Name: 'Two' };
  await flowStep('rename', { type: 'Update', properties: renamed, former: flow, id });
  const tagged = { ...renamed, Tags: [{ Key: 'stage', Value: 'test' }] };
  await flowStep('tags', { type: 'Update', properties: tagged, former: renamed, id });
  await flowStep('nothing', { type: 'Update', properties: tagged, former: tagged, id });

  const associationStep = stepOf(associationProvider!, 'Custom::ChimeChannelFlowAssociation');
  const association = { ChannelArn, ChannelFlowArn: id, ChimeBearer: bearer };
  const associationId = `${ChannelArn}/channel-flow`;
  const { ChannelFlowArn: other } = await emulator.call('CreateChannelFlow', {
    AppInstanceArn,
    Name: 'Other',
    Processors: [
      {
        Name: 'Moderator',
        Configuration: { Lambda: { ResourceArn: FUNCTION_ARN, InvocationType: 'ASYNC' } },
        ExecutionOrder: 1,
        FallbackAction: 'ABORT',
      },
    ],
  });
  const changed = { ...association, ChannelFlowArn: other };
  await associationStep('associate', { type: 'Create', properties: association });
  await associationStep('changeFlow', {
    type: 'Update',
    properties: changed,
    former: association,
    id: associationId,
  });
  await associationStep('disassociate', { type: 'Delete', properties: changed, id: associationId });
  await flowStep('delete', { type: 'Delete', properties: tagged, id });

  report(calls);
  await emulator.close();
}

void main();
