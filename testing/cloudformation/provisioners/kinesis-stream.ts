import type { StreamDefinition } from '../../cloud';
import { OBJECT, TEXT } from '../../inputs';
import { provisioner, wholeNumber } from '../provisioner';

interface StreamProperties {
  Name?: string;
  ShardCount?: number | string;
  RetentionPeriodHours?: number | string;
  StreamModeDetails?: { StreamMode?: string };
  StreamEncryption?: { EncryptionType?: string; KeyId?: string };
}

const DEFAULT_RETENTION_HOURS = 24;
const LONGEST_RETENTION_HOURS = 8760;
const MOST_SHARDS = 10_000;

function definitionOf(properties: StreamProperties): StreamDefinition {
  const { ShardCount: shards, RetentionPeriodHours: hours, StreamEncryption: encryption } = properties;
  return {
    mode: properties.StreamModeDetails?.StreamMode === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED',
    shardCount: shards === undefined ? undefined : Number(shards),
    retentionHours: hours === undefined ? DEFAULT_RETENTION_HOURS : Number(hours),
    keyId: encryption?.KeyId,
  };
}

/** A stream. Its limits on reads and writes per second have no effect here. */
export const stream = provisioner<StreamProperties>(
  {
    replacedBy: ['Name'],
    create(properties, { cloud, physicalName }) {
      const name = properties.Name ?? physicalName(128);
      const { arn } = cloud.kinesis.create(name, definitionOf(properties));
      return { physicalId: name, attributes: { Arn: arn } };
    },
    update({ physicalId: name, attributes }, properties, { cloud }) {
      cloud.kinesis.find(name)?.update(definitionOf(properties));
      return { physicalId: name, attributes };
    },
    delete({ physicalId: name }, { cloud }) {
      cloud.kinesis.delete(name);
    },
  },
  {
    optional: {
      Name: TEXT,
      ShardCount: wholeNumber(1, MOST_SHARDS),
      RetentionPeriodHours: wholeNumber(DEFAULT_RETENTION_HOURS, LONGEST_RETENTION_HOURS),
      StreamModeDetails: OBJECT,
      StreamEncryption: OBJECT,
    },
  },
);
