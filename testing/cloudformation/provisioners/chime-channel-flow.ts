import { LIST_OF_OBJECTS } from '../../inputs';
import { provisioner, type Provisioned, type ProvisioningContext } from '../provisioner';
import { changeTags, timestamps, type PropertiesFor } from './chime-resource';

type ChannelFlowProperties = PropertiesFor<'CreateChannelFlow'>;

async function describe(arn: string, { cloud: { emulator } }: ProvisioningContext): Promise<Provisioned> {
  const { ChannelFlow: described } = await emulator.call('DescribeChannelFlow', { ChannelFlowArn: arn });
  const [, appInstanceId, channelFlowId] = /app-instance\/([^/]+)\/channel-flow\/(.+)$/.exec(arn)!;
  return {
    physicalId: arn,
    attributes: {
      Arn: arn,
      AppInstanceId: appInstanceId,
      ChannelFlowId: channelFlowId,
      ...timestamps(described),
    },
  };
}

/** In a template, a number that comes from a parameter is text. */
function processorsOf({
  Processors: processors,
}: ChannelFlowProperties): ChannelFlowProperties['Processors'] {
  return processors.map((processor) => ({ ...processor, ExecutionOrder: Number(processor.ExecutionOrder) }));
}

export const channelFlow = provisioner<ChannelFlowProperties>(
  {
    replacedBy: ['AppInstanceArn'],
    async create(properties, context) {
      const { ChannelFlowArn: arn } = await context.cloud.emulator.call('CreateChannelFlow', {
        ...properties,
        Processors: processorsOf(properties),
      });
      return describe(arn, context);
    },
    async update({ physicalId: arn, properties: { Tags: former } }, properties, context) {
      await context.cloud.emulator.call('UpdateChannelFlow', {
        ChannelFlowArn: arn,
        Name: properties.Name,
        Processors: processorsOf(properties),
      });
      await changeTags(context, arn, former, properties.Tags);
      return describe(arn, context);
    },
    async delete({ physicalId: arn }, { cloud: { emulator } }) {
      await emulator.call('DeleteChannelFlow', { ChannelFlowArn: arn });
    },
  },
  { required: { Processors: LIST_OF_OBJECTS }, optional: { Tags: LIST_OF_OBJECTS } },
);
