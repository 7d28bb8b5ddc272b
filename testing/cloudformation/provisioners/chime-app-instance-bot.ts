import { provisioner, type Provisioned, type ProvisioningContext } from '../provisioner';
import { changeTags, timestamps, type PropertiesFor } from './chime-resource';

async function describe(arn: string, { cloud: { emulator } }: ProvisioningContext): Promise<Provisioned> {
  const { AppInstanceBot: described } = await emulator.call('DescribeAppInstanceBot', {
    AppInstanceBotArn: arn,
  });
  return { physicalId: arn, attributes: { AppInstanceBotArn: arn, ...timestamps(described) } };
}

export const appInstanceBot = provisioner<PropertiesFor<'CreateAppInstanceBot'>>({
  replacedBy: ['AppInstanceArn'],
  async create(properties, context) {
    const { AppInstanceBotArn: arn } = await context.cloud.emulator.call('CreateAppInstanceBot', properties);
    return describe(arn, context);
  },
  async update({ physicalId: arn, properties: { Tags: former } }, properties, context) {
    const { Name = '', Metadata = '', Configuration, Tags: tags } = properties;
    await context.cloud.emulator.call('UpdateAppInstanceBot', {
      AppInstanceBotArn: arn,
      Name,
      Metadata,
      Configuration,
    });
    await changeTags(context, arn, former, tags);
    return describe(arn, context);
  },
  async delete({ physicalId: arn }, { cloud: { emulator } }) {
    await emulator.call('DeleteAppInstanceBot', { AppInstanceBotArn: arn });
  },
});
