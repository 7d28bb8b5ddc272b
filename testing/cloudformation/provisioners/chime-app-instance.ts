import { provisioner, type Provisioned, type ProvisioningContext } from '../provisioner';
import { changeTags, timestamps, type PropertiesFor } from './chime-resource';

async function describe(arn: string, { cloud: { emulator } }: ProvisioningContext): Promise<Provisioned> {
  const { AppInstance: described } = await emulator.call('DescribeAppInstance', { AppInstanceArn: arn });
  return { physicalId: arn, attributes: { AppInstanceArn: arn, ...timestamps(described) } };
}

export const appInstance = provisioner<PropertiesFor<'CreateAppInstance'>>({
  async create(properties, context) {
    const { AppInstanceArn: arn } = await context.cloud.emulator.call('CreateAppInstance', properties);
    return describe(arn, context);
  },
  async update({ physicalId: arn, properties: { Tags: former } }, properties, context) {
    const { Name, Metadata = '', Tags: tags } = properties;
    await context.cloud.emulator.call('UpdateAppInstance', { AppInstanceArn: arn, Name, Metadata });
    await changeTags(context, arn, former, tags);
    return describe(arn, context);
  },
  async delete({ physicalId: arn }, { cloud: { emulator } }) {
    await emulator.call('DeleteAppInstance', { AppInstanceArn: arn });
  },
});
