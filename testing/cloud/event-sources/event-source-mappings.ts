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
  /** Delivers a record to a queue or a topic. */
  readonly deliver: (destinationArn: string, record: object) => Promise<void>;
}

/** The actions that a function's role must be allowed on a stream to be invoked with its records. */
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

  /**
   * @throws if the stream or function does not exist, the function may not read the stream, or they are already mapped
   */
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

  /** @throws in the same cases as `create` */
  public update(id: string, definition: EventSourceMappingDefinition): void {
    this.check(definition, id);
    this.mappings.get(id)?.update(definition);
  }

  public delete(id: string): void {
    this.mappings.get(id)?.stop();
    this.mappings.delete(id);
  }

  /** Stops reading all streams. */
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

  /**
   * The function's role reads records, so it must be allowed to decrypt them. This is not checked until there are some.
   */
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

  /** A record that the role may not send, or that can't be delivered, is lost. */
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
