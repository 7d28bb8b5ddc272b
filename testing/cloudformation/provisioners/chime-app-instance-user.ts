import { provisioner, type Provisioned, type ProvisioningContext } from '../provisioner';
import { changeTags, timestamps, type PropertiesFor } from './chime-resource';

/** The name is optional in CloudFormation, but the API requires it. */
type UserProperties = Omit<PropertiesFor<'CreateAppInstanceUser'>, 'Name'> & { Name?: string };

async function describe(arn: string, { cloud: { emulator } }: ProvisioningContext): Promise<Provisioned> {
  const { AppInstanceUser: described } = await emulator.call('DescribeAppInstanceUser', {
    AppInstanceUserArn: arn,
  });
  return { physicalId: arn, attributes: { AppInstanceUserArn: arn, ...timestamps(described) } };
}

export const appInstanceUser = provisioner<UserProperties>({
  replacedBy: ['AppInstanceArn', 'AppInstanceUserId', 'ExpirationSettings'],
  async create(properties, context) {
    const { AppInstanceUserArn: arn } = await context.cloud.emulator.call('CreateAppInstanceUser', {
      ...properties,
      Name: properties.Name ?? properties.AppInstanceUserId,
    });
    return describe(arn, context);
  },
  async update({ physicalId: arn, properties: { Tags: former } }, properties, context) {
    const { AppInstanceUserId: id, Name = id, Metadata = '', Tags: tags } = properties;
    await context.cloud.emulator.call('UpdateAppInstanceUser', { AppInstanceUserArn: arn, Name, Metadata });
    await changeTags(context, arn, former, tags);
    return describe(arn, context);
  },
  async delete({ physicalId: arn }, { cloud: { emulator } }) {
    await emulator.call('DeleteAppInstanceUser', { AppInstanceUserArn: arn });
  },
});
