import { randomUUID } from 'node:crypto';
import type { EventPattern, EventSourceMappingDefinition, StreamPosition } from '../../cloud';
import { LIST, OBJECT, shown, TEXT } from '../../inputs';
import { provisioner } from '../provisioner';
import type { Properties } from '../template';

export const MAPPING_TYPE = 'AWS::Lambda::EventSourceMapping';

interface MappingProperties {
  FunctionName: string;
  EventSourceArn: string;
  Enabled?: boolean | string;
  StartingPosition: string;
  StartingPositionTimestamp?: number | string;
  BatchSize?: number | string;
  MaximumBatchingWindowInSeconds?: number | string;
  FilterCriteria?: { Filters?: { Pattern: string }[] };
  MaximumRecordAgeInSeconds?: number | string;
  MaximumRetryAttempts?: number | string;
  BisectBatchOnFunctionError?: boolean | string;
  FunctionResponseTypes?: string[];
  ParallelizationFactor?: number | string;
  DestinationConfig?: { OnFailure?: { Destination?: string } };
}

const DEFAULT_BATCH_SIZE = 100;

/** A function that is invoked with the records of a stream of Kinesis. */
export const eventSourceMapping = provisioner<MappingProperties>(
  {
    replacedBy: ['EventSourceArn', 'StartingPosition', 'StartingPositionTimestamp'],
    create(properties, { cloud, arn }) {
      const id = randomUUID();
      cloud.eventSourceMappings.create(id, definitionOf(properties));
      const attributes = { Id: id, EventSourceMappingArn: arn('lambda', `event-source-mapping:${id}`) };
      return { physicalId: id, attributes };
    },
    update({ physicalId: id, attributes }, properties, { cloud }) {
      cloud.eventSourceMappings.update(id, definitionOf(properties));
      return { physicalId: id, attributes };
    },
    delete({ physicalId: id }, { cloud }) {
      cloud.eventSourceMappings.delete(id);
    },
  },
  {
    required: { FunctionName: TEXT, EventSourceArn: TEXT, StartingPosition: TEXT },
    optional: { FilterCriteria: OBJECT, FunctionResponseTypes: LIST, DestinationConfig: OBJECT },
  },
);

/** Why a mapping can't run: only Kinesis streams are supported here. */
export function mappingLimit({
  EventSourceArn: source,
  StartingPosition: start,
}: Properties): string | undefined {
  const text = JSON.stringify(source ?? '');
  const isOther = /"arn:/.test(text) && !/:kinesis:/.test(text);
  const isTable = /StreamArn"\]/.test(text);
  const isStream = source !== undefined && start !== undefined && !isOther && !isTable;
  return isStream ? undefined : 'of a source other than a Kinesis stream';
}

function definitionOf(properties: MappingProperties): EventSourceMappingDefinition {
  const { FilterCriteria: criteria, DestinationConfig: destinations } = properties;
  return {
    functionReference: properties.FunctionName,
    streamArn: properties.EventSourceArn,
    enabled: isTrue(properties.Enabled ?? true),
    startingPosition: positionOf(properties),
    batchSize: Number(properties.BatchSize ?? DEFAULT_BATCH_SIZE),
    batchingWindow: Number(properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    filters: (criteria?.Filters ?? []).map(({ Pattern }) => parsed(Pattern)),
    maximumRecordAge: limit(properties.MaximumRecordAgeInSeconds) * 1000,
    maximumRetryAttempts: limit(properties.MaximumRetryAttempts),
    bisects: isTrue(properties.BisectBatchOnFunctionError ?? false),
    reportsItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    parallelizationFactor: Number(properties.ParallelizationFactor ?? 1),
    onFailure: destinations?.OnFailure?.Destination,
  };
}

function parsed(pattern: string): EventPattern {
  try {
    return JSON.parse(pattern) as EventPattern;
  } catch {
    throw new Error(`'Pattern' must be an event pattern as JSON, got ${shown(pattern)}`);
  }
}

function positionOf({
  StartingPosition: type,
  StartingPositionTimestamp: seconds,
}: MappingProperties): StreamPosition {
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { type };
    case 'AT_TIMESTAMP':
      return { type, timestamp: Number(seconds) * 1000 };
    default:
      throw new Error(`'StartingPosition' must be TRIM_HORIZON, LATEST or AT_TIMESTAMP, got '${type}'`);
  }
}

/** -1 means no limit, and so does no value. */
function limit(value: number | string = -1): number {
  return Number(value) < 0 ? Infinity : Number(value);
}

/** CloudFormation also accepts text for booleans. */
function isTrue(value: boolean | string): boolean {
  return String(value) === 'true';
}
