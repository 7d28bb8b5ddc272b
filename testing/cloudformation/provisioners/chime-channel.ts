import { provisioner, type Provisioned, type ProvisioningContext } from '../provisioner';
import { changeTags, dateTime, timestamps, type PropertiesFor } from './chime-resource';

async function describe(
  arn: string,
  bearer: string,
  { cloud: { emulator } }: ProvisioningContext,
): Promise<Provisioned> {
  const { Channel: described } = await emulator.call('DescribeChannel', {
    ChannelArn: arn,
    ChimeBearer: bearer,
  });
  const { CreatedBy: creator, LastMessageTimestamp: lastMessage, ChannelFlowArn: flow } = described;
  return {
    // the physical id of a channel includes its bearer
    physicalId: `${arn}|${bearer}`,
    attributes: {
      Arn: arn,
      CreatedBy: { ...creator },
      ...timestamps(described),
      ...(lastMessage !== undefined && { LastMessageTimestamp: dateTime(lastMessage) }),
      ...(flow !== undefined && { ChannelFlowArn: flow }),
    },
  };
}

export const channel = provisioner<PropertiesFor<'CreateChannel'>>({
  replacedBy: [
    'AppInstanceArn',
    'ChannelId',
    'ChimeBearer',
    'ElasticChannelConfiguration',
    'MemberArns',
    'ModeratorArns',
    'Privacy',
  ],
  async create(properties, context) {
    const { ChannelArn: arn } = await context.cloud.emulator.call('CreateChannel', properties);
    return describe(arn, properties.ChimeBearer, context);
  },
  async update({ physicalId, properties: { Tags: former } }, properties, context) {
    const [arn] = physicalId.split('|') as [string];
    const { ChimeBearer, Name, Mode, Metadata, Tags: tags } = properties;
    await context.cloud.emulator.call('UpdateChannel', {
      ChannelArn: arn,
      ChimeBearer,
      Name,
      Mode,
      Metadata,
    });
    await changeTags(context, arn, former, tags);
    return describe(arn, ChimeBearer, context);
  },
  async delete({ physicalId, properties: { ChimeBearer } }, { cloud: { emulator } }) {
    const [arn] = physicalId.split('|') as [string];
    await emulator.call('DeleteChannel', { ChannelArn: arn, ChimeBearer });
  },
});
