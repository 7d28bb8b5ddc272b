import { LocalStream, type LocalStreamOptions, type StreamDefinition } from './local-stream';

/** Options for `LocalKinesis`. */
export interface LocalKinesisOptions extends LocalStreamOptions {
  /** The part of a stream's ARN before its name. */
  readonly arnPrefix: string;
}

/** The streams of this machine. They are lost when the emulator ends. */
export class LocalKinesis {
  /** By name. */
  private readonly streams = new Map<string, LocalStream>();

  public constructor(private readonly options: LocalKinesisOptions) {}

  /** Sorted by name. */
  public get all(): LocalStream[] {
    return [...this.streams.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @throws if the stream already exists */
  public create(name: string, definition: StreamDefinition): LocalStream {
    if (this.streams.has(name)) throw new Error(`stream already exists: '${name}'`);
    const { arnPrefix, now } = this.options;
    const stream = new LocalStream(`${arnPrefix}${name}`, now(), definition, this.options);
    this.streams.set(name, stream);
    return stream;
  }

  public delete(name: string): void {
    this.streams.delete(name);
  }

  public find(name: string): LocalStream | undefined {
    return this.streams.get(name);
  }

  public findByArn(arn: string): LocalStream | undefined {
    const { arnPrefix } = this.options;
    return arn.startsWith(arnPrefix) ? this.find(arn.slice(arnPrefix.length)) : undefined;
  }
}
