/**
 * An event that the service sends to the default event bus of EventBridge.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/event-bridge-events.html
 */
export interface EventBridgeEvent {
  /** The version of the format of EventBridge. */
  readonly version: '0';
  /** The id of the event. */
  readonly id: string;
  /** The type that rules can match. */
  readonly 'detail-type': 'Chime ChannelFlow Processing Status';
  /** The service that sent the event. */
  readonly source: 'aws.chime';
  /** The id of the account. */
  readonly account: string;
  /** ISO 8601, to the second. */
  readonly time: string;
  /** The Region. */
  readonly region: string;
  /** Always empty. */
  readonly resources: readonly [];
  /** What happened. */
  readonly detail: {
    /** The kind of event. */
    readonly eventType: 'ProcessorInvocationFailure';
    /** The ARN of the app instance. */
    readonly appInstanceArn: string;
    /** The ARN of the channel. */
    readonly channelArn: string;
    /** The id of the message. */
    readonly messageId: string;
    /** The ARN of the function. */
    readonly processorResourceArn: string;
    /** Why the function could not be invoked. */
    readonly failureReason: string;
  };
}

/** A message as participants are shown it: the counterpart of a WebSocket event. */
export interface Delivery {
  /** What happened to the message, with the names of the WebSocket events. */
  readonly eventType: DeliveryEventType;
  /** The id of the message. */
  readonly messageId: string;
  /** The ARNs of the users and bots that are shown the message. */
  readonly recipients: readonly string[];
  /** The status of the message. */
  readonly status: DeliveryStatus;
  /** The content that the recipients see. */
  readonly content: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The event types that announce a version of a message. They are shared strings: each new one takes memory, and there
 * are many.
 */
export const VERSION_EVENTS = {
  CREATE: {
    SENT: 'CREATE_CHANNEL_MESSAGE',
    PENDING: 'PENDING_CREATE_CHANNEL_MESSAGE',
    FAILED: 'FAILED_CREATE_CHANNEL_MESSAGE',
    DENIED: 'DENIED_CREATE_CHANNEL_MESSAGE',
  },
  UPDATE: {
    SENT: 'UPDATE_CHANNEL_MESSAGE',
    PENDING: 'PENDING_UPDATE_CHANNEL_MESSAGE',
    FAILED: 'FAILED_UPDATE_CHANNEL_MESSAGE',
    DENIED: 'DENIED_UPDATE_CHANNEL_MESSAGE',
  },
} as const;

/** @see https://docs.aws.amazon.com/chime-sdk/latest/dg/websockets.html */
export type DeliveryEventType =
  | `${'' | 'PENDING_' | 'FAILED_' | 'DENIED_'}${'CREATE' | 'UPDATE'}_CHANNEL_MESSAGE`
  | `${'REDACT' | 'DELETE'}_CHANNEL_MESSAGE`;

export type DeliveryStatus = keyof typeof VERSION_EVENTS.CREATE;

export const DELIVERY_STATUSES = Object.keys(VERSION_EVENTS.CREATE) as readonly DeliveryStatus[];

export const DELIVERY_EVENT_TYPES: readonly DeliveryEventType[] = [
  ...Object.values(VERSION_EVENTS.CREATE),
  ...Object.values(VERSION_EVENTS.UPDATE),
  'REDACT_CHANNEL_MESSAGE',
  'DELETE_CHANNEL_MESSAGE',
];

/** One invocation of a processor. */
export interface InvocationRecord {
  /** The ARN of the function. */
  readonly functionArn: string;
  /** The id of the message. */
  readonly messageId: string;
  /** The id that the callback must have. */
  readonly callbackId: string;
  /** Whether this was a second delivery of the same event. */
  readonly duplicate: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Why the function could not be invoked; not known immediately. */
  failureReason?: string;
  /** The error that the function ended with, if it runs on this machine; the service is never notified of it. */
  functionError?: string;
}

/** One call that arrived over HTTP. */
export interface RequestRecord {
  /** Such as `CreateChannelFlow`; `undefined` for a path that the services do not have. */
  readonly operation: string | undefined;
  /** The input of the operation. */
  readonly input: Readonly<Record<string, unknown>>;
  /** 0 if the connection was dropped before the call was executed. */
  readonly statusCode: number;
  /** The name of the error, if the response was one. */
  readonly errorName?: string;
  /** The message of the error, if the response was one. */
  readonly errorMessage?: string;
  /** The id of the request, as in the response. */
  readonly requestId: string;
  /** The id of the access key that signed the request, if any did. */
  readonly accessKeyId?: string;
  /** Whether the call was executed but its response was dropped. */
  readonly responseLost?: true;
  /** Whether the call was executed but its response was cut off. */
  readonly responseCutOff?: true;
  /** Whether the call was executed but its response was emptied. */
  readonly responseHollow?: true;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A list that listeners can follow, and that forgets its oldest entries beyond a limit. */
export class Log<T> {
  public readonly entries: T[] = [];
  private readonly listeners = new Set<(entry: T) => void>();
  private readonly rejects = new Set<(error: Error) => void>();
  private closedBecause: string | undefined;
  /** Is called with each dropped entry. */
  public onDrop: ((entry: T) => void) | undefined;

  public constructor(private readonly limit: number = Infinity) {}

  /** Resolves with the first past or future entry that fits; rejects if the log is closed first. */
  public first(fits: (entry: T) => boolean): Promise<T> {
    const past = this.entries.find(fits);
    if (past !== undefined) return Promise.resolve(past);
    if (this.closedBecause !== undefined) return Promise.reject(new Error(this.closedBecause));
    return new Promise((resolve, reject) => {
      const stop = this.listen((entry) => {
        if (!fits(entry)) return;
        stop();
        this.rejects.delete(reject);
        resolve(entry);
      });
      this.rejects.add(reject);
    });
  }

  public close(reason: string): void {
    this.closedBecause = reason;
    for (const reject of this.rejects) reject(new Error(reason));
    this.rejects.clear();
  }

  public add(entry: T): void {
    this.entries.push(entry);
    if (this.entries.length > 2 * this.limit) {
      const oldest = this.entries.splice(0, this.entries.length - this.limit);
      if (this.onDrop) oldest.forEach(this.onDrop);
    }
    for (const listener of this.listeners) listener(entry);
  }

  /** Calls a listener for every entry from now on; returns a function that removes the listener. */
  public listen(listener: (entry: T) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
