import {
  DESTINATION_ACTIONS,
  parseFunctionReference,
  type EventInvokeConfig,
  type LocalFunction,
} from '../../cloud/lambda';
import { OBJECT, TEXT } from '../../inputs';
import { provisioner, wholeNumber, type ProvisioningContext } from '../provisioner';

interface VersionProperties {
  FunctionName: string;
}

export const version = provisioner<VersionProperties>(
  {
    create({ FunctionName: reference }, { cloud }) {
      const target = functionOf(cloud, reference);
      const number = target.publishVersion();
      const arn = `${target.configuration.functionArn}:${number}`;
      return { physicalId: arn, attributes: { FunctionArn: arn, Version: number } };
    },
    delete({ attributes, properties }, { cloud }) {
      cloud.lambda.find(properties.FunctionName)?.deleteVersion(String(attributes.Version));
    },
  },
  { required: { FunctionName: TEXT } },
);

interface AliasProperties {
  FunctionName: string;
  Name: string;
  FunctionVersion: string;
}

export const alias = provisioner<AliasProperties>(
  {
    replacedBy: ['FunctionName', 'Name'],
    create({ FunctionName: reference, Name: name, FunctionVersion: number }, { cloud }) {
      const target = functionOf(cloud, reference);
      refuseUnknownVersion(target, number);
      if (target.hasAlias(name)) throw new Error(`alias already exists: '${name}' of ${reference}`);
      target.putAlias(name, number);
      const arn = `${target.configuration.functionArn}:${name}`;
      return { physicalId: arn, attributes: { AliasArn: arn } };
    },
    update(
      { physicalId, attributes },
      { FunctionName: reference, Name: name, FunctionVersion: number },
      { cloud },
    ) {
      const target = functionOf(cloud, reference);
      refuseUnknownVersion(target, number);
      target.putAlias(name, number);
      return { physicalId, attributes };
    },
    delete({ properties: { FunctionName: reference, Name: name } }, { cloud }) {
      cloud.lambda.find(reference)?.deleteAlias(name);
    },
  },
  { required: { FunctionName: TEXT, Name: TEXT, FunctionVersion: TEXT } },
);

interface PermissionProperties {
  FunctionName: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
  SourceAccount?: string;
}

export const permission = provisioner<PermissionProperties>(
  {
    create(properties, context) {
      const physicalId = context.physicalName();
      const {
        Action: action,
        Principal: principal,
        SourceArn: sourceArn,
        SourceAccount: sourceAccount,
      } = properties;
      const { permissions } = settingsOf(context.cloud, properties.FunctionName);
      permissions.set(physicalId, { action, principal, sourceArn, sourceAccount });
      return { physicalId, attributes: { Id: physicalId } };
    },
    delete({ physicalId, properties: { FunctionName: reference } }, { cloud }) {
      const { qualifier } = parseFunctionReference(reference);
      cloud.lambda.find(reference)?.settingsOf(qualifier).permissions.delete(physicalId);
    },
  },
  { required: { FunctionName: TEXT, Action: TEXT, Principal: TEXT } },
);

interface EventInvokeConfigProperties {
  FunctionName: string;
  Qualifier: string;
  MaximumRetryAttempts?: number | string;
  MaximumEventAgeInSeconds?: number | string;
  DestinationConfig?: { OnFailure?: { Destination: string }; OnSuccess?: { Destination: string } };
}

function eventInvokeConfig(properties: EventInvokeConfigProperties): EventInvokeConfig {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age, DestinationConfig: to } = properties;
  return {
    maximumRetryAttempts: attempts === undefined ? undefined : Number(attempts),
    maximumEventAgeInSeconds: age === undefined ? undefined : Number(age),
    onFailure: to?.OnFailure?.Destination,
    onSuccess: to?.OnSuccess?.Destination,
  };
}

/**
 * Lambda refuses a destination that the function's role does not have access to yet.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
function refuseUnreachable(
  cloud: ProvisioningContext['cloud'],
  properties: EventInvokeConfigProperties,
): void {
  const { roleArn } = functionOf(cloud, properties.FunctionName).configuration;
  const { onFailure, onSuccess } = eventInvokeConfig(properties);
  for (const destination of [onFailure, onSuccess]) {
    const action = DESTINATION_ACTIONS[destination?.split(':')[2] ?? ''];
    if (destination === undefined || action === undefined || roleArn === undefined) continue;
    if (cloud.iam.allows(roleArn, { action, resource: destination })) continue;
    throw new Error(
      `the function's execution role ${roleArn} must be allowed ${action} on the destination ${destination}`,
    );
  }
}

function eventInvokeSettings(cloud: ProvisioningContext['cloud'], properties: EventInvokeConfigProperties) {
  return settingsOf(cloud, `${properties.FunctionName}:${properties.Qualifier}`);
}

function putEventInvokeConfig(
  cloud: ProvisioningContext['cloud'],
  properties: EventInvokeConfigProperties,
): Promise<void> {
  return cloud.lambda.change(functionOf(cloud, properties.FunctionName), () => {
    eventInvokeSettings(cloud, properties).eventInvokeConfig = eventInvokeConfig(properties);
  });
}

export const eventInvokeConfiguration = provisioner<EventInvokeConfigProperties>(
  {
    replacedBy: ['FunctionName', 'Qualifier'],
    async create(properties, context) {
      const settings = eventInvokeSettings(context.cloud, properties);
      if (settings.eventInvokeConfig) {
        throw new Error(`${properties.FunctionName} already has a configuration for asynchronous invocation`);
      }
      refuseUnreachable(context.cloud, properties);
      await putEventInvokeConfig(context.cloud, properties);
      return { physicalId: context.physicalName(), attributes: {} };
    },
    async update({ physicalId, attributes }, properties, { cloud }) {
      refuseUnreachable(cloud, properties);
      await putEventInvokeConfig(cloud, properties);
      return { physicalId, attributes };
    },
    delete({ properties }, { cloud }) {
      if (!cloud.lambda.find(properties.FunctionName)) return;
      eventInvokeSettings(cloud, properties).eventInvokeConfig = undefined;
    },
  },
  {
    required: { FunctionName: TEXT, Qualifier: TEXT },
    optional: {
      MaximumRetryAttempts: wholeNumber(0, 2),
      MaximumEventAgeInSeconds: wholeNumber(60, 21_600),
      DestinationConfig: OBJECT,
    },
  },
);

function refuseUnknownVersion(target: LocalFunction, number: string): void {
  if (target.has(number)) return;
  throw new Error(`Function not found: ${target.configuration.functionArn}:${number}`);
}

function functionOf(cloud: ProvisioningContext['cloud'], reference: string) {
  const found = cloud.lambda.find(reference);
  if (!found) throw new Error(`Function not found: ${reference}`);
  return found;
}

function settingsOf(cloud: ProvisioningContext['cloud'], reference: string) {
  return functionOf(cloud, reference).settingsOf(parseFunctionReference(reference).qualifier);
}
