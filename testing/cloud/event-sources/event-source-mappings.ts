import { Mapping } from './mapping';
import type { EventSourceMappingDefinition } from './mapping-definition';
import type { Clock } from '../clock';
import { checkPattern } from '../events';
import type { LocalIam } from '../iam';
import type { LocalKinesis, LocalStream, ShardRecord, StreamKeys } from '../kinesis';
import { DESTINATION_ACTIONS, type LocalLambda } from '../lambda';

/** Options for `EventSourceMappings`. */
export interface EventSourceMappingsOptions {
  readonly clock: Pick<Clock, 'now' | 'setTimeout' | 'sleep'>;
  readonly iam: LocalIam;
  readonly kinesis: LocalKinesis;
  readonly keys: StreamKeys;
  readonly lambda: LocalLambda;
  /** Takes a record to a queue or a topic. */
  readonly deliver: (destinationArn: string, record: object) => Promise<void>;
}

/** What the role of a function must be allowed on a stream that the function is invoked with. */
const READ_ACTIONS = [
  'DescribeStream',
  'DescribeStreamSummary',
  'GetRecords',
  'GetShardIterator',
  'ListShards',
];

/** The event source mappings of this machine, by id. */
export class EventSourceMappings {
  private readonly mappings = new Map<string, Mapping>();

  public constructor(private readonly options: EventSourceMappingsOptions) {}

  /** @throws if the stream or the function is not here, the function may not read the stream, or they are mapped already */
  public create(id: string, definition: EventSourceMappingDefinition): void {
    const stream = this.streamOf(definition);
    this.check(definition);
    const { clock, lambda } = this.options;
    const mapping: Mapping = new Mapping(definition, {
      clock,
      lambda,
      stream,
      roleArn: () => this.roleOf(mapping.definition),
      isReadable: (records) =>
        this.isReadable(mapping.definition) && this.mayDecrypt(mapping.definition, stream, records),
      deliver: (destinationArn, record) => void this.deliver(mapping.definition, destinationArn, record),
    });
    this.mappings.set(id, mapping);
  }

  /** @throws as `create` does */
  public update(id: string, definition: EventSourceMappingDefinition): void {
    this.check(definition, id);
    this.mappings.get(id)?.update(definition);
  }

  public delete(id: string): void {
    this.mappings.get(id)?.stop();
    this.mappings.delete(id);
  }

  /** No stream is read anymore. */
  public close(): void {
    for (const id of [...this.mappings.keys()]) this.delete(id);
  }

  private streamOf({ streamArn }: EventSourceMappingDefinition): LocalStream {
    const stream = this.options.kinesis.findByArn(streamArn);
    if (stream) return stream;
    throw new Error(`Stream not found: ${streamArn}`);
  }

  private check(definition: EventSourceMappingDefinition, id?: string): void {
    const { functionReference, streamArn, filters } = definition;
    filters.forEach(checkPattern);
    if (!this.options.lambda.find(functionReference)) {
      throw new Error(`Function does not exist: ${functionReference}`);
    }
    const other = [...this.mappings].find(
      ([otherId, { definition: existing }]) =>
        otherId !== id &&
        existing.streamArn === streamArn &&
        existing.functionReference === functionReference,
    );
    if (other) {
      throw new Error(
        `the stream ${streamArn} is already mapped to the function ${functionReference}: update or delete the mapping ${other[0]}`,
      );
    }
    if (this.isReadable(definition)) return;
    throw new Error(
      `Cannot access stream ${streamArn}. Please ensure the role ${this.roleOf(definition)} can perform the` +
        ` ${READ_ACTIONS.join(', ')} actions on your stream in Kinesis.`,
    );
  }

  private roleOf({ functionReference }: EventSourceMappingDefinition): string | undefined {
    return this.options.lambda.find(functionReference)?.configuration.roleArn;
  }

  private isReadable(definition: EventSourceMappingDefinition): boolean {
    const actions = READ_ACTIONS.map((name) => `kinesis:${name}`);
    return actions.every((action) => this.allows(definition, action, definition.streamArn));
  }

  /** Records are read by the role of the function, so that one may decrypt them. It is not asked before there are some. */
  private mayDecrypt(
    { functionReference }: EventSourceMappingDefinition,
    stream: LocalStream,
    records: readonly ShardRecord[],
  ): boolean {
    const { iam, keys, lambda } = this.options;
    const { roleArn, functionName } = lambda.find(functionReference)?.configuration ?? {};
    if (roleArn === undefined || functionName === undefined) return true;
    const { accessKeyId } = iam.credentialsFor(roleArn, functionName);
    return keys.decryptionProblem(stream, records, accessKeyId) === undefined;
  }

  private allows(definition: EventSourceMappingDefinition, action: string, resource: string): boolean {
    const roleArn = this.roleOf(definition);
    return roleArn === undefined || this.options.iam.allows(roleArn, { action, resource });
  }

  /** What a role may not send, and what cannot be delivered, is lost. */
  private async deliver(
    definition: EventSourceMappingDefinition,
    destinationArn: string,
    record: object,
  ): Promise<void> {
    const action = DESTINATION_ACTIONS[destinationArn.split(':')[2] ?? ''];
    if (action === undefined || !this.allows(definition, action, destinationArn)) return;
    await this.options.deliver(destinationArn, record).catch(() => {});
  }
}
