import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { ChimeMessagingEmulator, Inspector, type ChimeMessagingEmulatorOptions } from '../../../testing';
import type { InspectorUpdate } from '../../../testing/inspector/update';

export const CHAT = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';
export const GENERAL = `${CHAT}/channel/general`;
export const MODERATE = 'arn:aws:lambda:us-east-1:111122223333:function:moderate';

const SEED = {
  appInstances: [
    {
      id: 'chat',
      users: [{ id: 'alice' }, { id: 'bob' }, { id: 'eve' }],
      channelFlows: [{ id: 'moderation', processors: [{ function: 'moderate' }] }],
      channels: [{ id: 'general', createdBy: 'alice', members: ['bob'], channelFlow: 'moderation' }],
    },
  ],
};

const running: Inspected[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(({ emulator }) => emulator.close()));
});

/** An emulator with Alice and Bob's moderated channel, and its inspector. */
export async function newInspected(options?: ChimeMessagingEmulatorOptions): Promise<Inspected> {
  const emulator = await ChimeMessagingEmulator.start(options);
  emulator.seed(SEED);
  const inspected = new Inspected(emulator, await Inspector.start(emulator));
  running.push(inspected);
  return inspected;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export class Inspected {
  public constructor(
    public readonly emulator: ChimeMessagingEmulator,
    public readonly inspector: Inspector,
  ) {}

  public get origin(): string {
    return new URL(this.inspector.url).origin;
  }

  public get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('GET', path, headers);
  }

  /** Posts a message like the page, unless the arguments change that. */
  public post(message: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const own = {
      'content-type': 'application/json',
      origin: this.origin,
      'sec-fetch-site': 'same-origin',
    };
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    return this.ask('POST', '/messages', { ...own, ...headers }, body);
  }

  public async send(Content: string): Promise<string> {
    const message = { ChannelArn: GENERAL, ChimeBearer: `${CHAT}/user/alice`, Content };
    const input = { ...message, Type: 'STANDARD', Persistence: 'PERSISTENT' } as const;
    return (await this.emulator.call('SendChannelMessage', input)).MessageId;
  }

  /** Follows the events that the page receives. */
  public follow(): Promise<Follower> {
    return new Promise((resolve, reject) => {
      request(`${this.origin}/events`, (response) => resolve(new Follower(response)))
        .on('error', reject)
        .end();
    });
  }

  /** With `node:http`, which can send any header. */
  private ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string = '',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(`${this.origin}${path}`, { method, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (data: string) => (text += data));
        response.on('end', () =>
          resolve({ statusCode: response.statusCode!, headers: response.headers, body: text }),
        );
      });
      asked.on('error', reject).end(body);
    });
  }
}

export interface FeedEvent {
  readonly event: string;
  readonly data: InspectorUpdate;
}

/** Reads Server-Sent Events. */
export class Follower {
  public readonly events: FeedEvent[] = [];
  public readonly ended: Promise<void>;
  public readonly headers: IncomingHttpHeaders;
  private rest = '';

  public constructor(private readonly response: IncomingMessage) {
    this.headers = response.headers;
    response.setEncoding('utf8').on('data', (data: string) => this.read(data));
    response.on('error', () => undefined);
    this.ended = new Promise((resolve) => response.on('close', resolve));
  }

  /** Waits for the first event that fits, and returns it. */
  public async until(fits: (event: FeedEvent) => boolean): Promise<FeedEvent> {
    for (;;) {
      const found = this.events.find(fits);
      if (found) return found;
      await new Promise((resolve) => this.response.once('data', resolve));
    }
  }

  private read(data: string): void {
    const blocks = (this.rest + data).split('\n\n');
    this.rest = blocks.pop()!;
    for (const block of blocks) {
      const [, event, json] = /^event: (.*)\ndata: (.*)$/.exec(block)!;
      this.events.push({ event: event!, data: JSON.parse(json!) as InspectorUpdate });
    }
  }
}
