import type { EventPattern, RuleDefinition } from '../../cloud';
import { listOf, OBJECT, TEXT } from '../../inputs';
import { objectWith, provisioner, type ProvisioningContext, unchanged } from '../provisioner';

/** Opens an inbox for an ARN, which keeps everything that is sent to it. */
function open({ cloud }: ProvisioningContext, arn: string): void {
  if (cloud.inboxes.has(arn)) throw new Error(`already exists: ${arn}`);
  cloud.inboxes.set(arn, []);
}

interface QueueProperties {
  QueueName?: string;
  FifoQueue?: boolean;
}

export const queue = provisioner<QueueProperties>(
  {
    replacedBy: ['QueueName', 'FifoQueue'],
    create(properties, context) {
      const name = properties.QueueName ?? context.physicalName(80);
      const arn = context.arn('sqs', name);
      open(context, arn);
      const { region, account } = context.cloud.emulator;
      const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
      return { physicalId: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
    },
    update: unchanged,
    delete({ attributes }, { cloud }) {
      cloud.inboxes.delete(String(attributes.Arn));
    },
  },
  { optional: { QueueName: TEXT } },
);

interface TopicProperties {
  TopicName?: string;
}

export const topic = provisioner<TopicProperties>(
  {
    replacedBy: ['TopicName'],
    create(properties, context) {
      const name = properties.TopicName ?? context.physicalName();
      const arn = context.arn('sns', name);
      open(context, arn);
      return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
    update: unchanged,
    delete({ physicalId: arn }, { cloud }) {
      cloud.inboxes.delete(arn);
    },
  },
  { optional: { TopicName: TEXT } },
);

interface LogGroupProperties {
  LogGroupName?: string;
}

export const logGroup = provisioner<LogGroupProperties>(
  {
    replacedBy: ['LogGroupName'],
    create(properties, context) {
      const name = properties.LogGroupName ?? context.physicalName(512);
      const arn = context.arn('logs', `log-group:${name}`);
      open(context, arn);
      return { physicalId: name, attributes: { Arn: `${arn}:*` } };
    },
    update: unchanged,
    delete({ attributes }, { cloud }) {
      cloud.inboxes.delete(String(attributes.Arn).replace(/:\*$/, ''));
    },
  },
  { optional: { LogGroupName: TEXT } },
);

interface RuleProperties {
  Name?: string;
  EventBusName?: string;
  EventPattern?: EventPattern;
  ScheduleExpression?: string;
  State?: string;
  Targets?: { Id: string; Arn: string; Input?: string }[];
}

function ruleDefinition({
  EventPattern: pattern,
  ScheduleExpression: schedule,
  State: state,
  Targets: targets = [],
}: RuleProperties): RuleDefinition {
  if (pattern === undefined && schedule === undefined) {
    throw new Error('a rule must have an EventPattern or a ScheduleExpression');
  }
  return {
    pattern,
    schedule,
    enabled: state !== 'DISABLED',
    targets: targets.map(({ Id: id, Arn: arn, Input: input }) => ({ id, arn, input })),
  };
}

export const rule = provisioner<RuleProperties>(
  {
    replacedBy: ['Name', 'EventBusName'],
    create(properties, context) {
      const name = properties.Name ?? context.physicalName(64);
      const arn = context.arn('events', `rule/${name}`);
      if (context.cloud.eventBus.hasRule(arn)) throw new Error(`rule already exists: '${name}'`);
      context.cloud.eventBus.putRule(arn, ruleDefinition(properties));
      return { physicalId: name, attributes: { Arn: arn } };
    },
    update({ physicalId, attributes }, properties, { cloud }) {
      cloud.eventBus.putRule(String(attributes.Arn), ruleDefinition(properties));
      return { physicalId, attributes };
    },
    delete({ attributes }, { cloud }) {
      cloud.eventBus.deleteRule(String(attributes.Arn));
    },
  },
  {
    optional: {
      Name: TEXT,
      EventPattern: OBJECT,
      ScheduleExpression: TEXT,
      Targets: listOf('objects', objectWith({ Id: TEXT, Arn: TEXT })),
    },
  },
);

interface StoredParameterProperties {
  Name?: string;
  Type: string;
  Value: string;
}

export const storedParameter = provisioner<StoredParameterProperties>(
  {
    replacedBy: ['Name'],
    create(properties, { cloud: { storedParameters }, physicalName }) {
      const name = properties.Name ?? physicalName();
      if (storedParameters.has(name)) throw new Error(`parameter already exists: '${name}'`);
      storedParameters.set(name, String(properties.Value));
      return { physicalId: name, attributes: { Type: properties.Type, Value: String(properties.Value) } };
    },
    update({ physicalId: name }, { Type: type, Value: value }, { cloud }) {
      cloud.storedParameters.set(name, String(value));
      return { physicalId: name, attributes: { Type: type, Value: String(value) } };
    },
    delete({ physicalId: name }, { cloud }) {
      cloud.storedParameters.delete(name);
    },
  },
  { required: { Type: TEXT, Value: TEXT }, optional: { Name: TEXT } },
);
