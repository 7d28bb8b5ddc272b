import type { Server, ServerResponse } from 'node:http';
import { HEADERS, problem } from './answers';
import { Feed } from './feed';
import { pageFiles } from './page-files';
import { sendMessage } from './send-message';
import { checkEmulator } from '../cloud';
import type { ChimeMessagingEmulator } from '../emulator';
import {
  foreignReason,
  listen,
  portOf,
  requestsOnly,
  stop,
  type HttpAnswer,
  type HttpRequest,
} from '../http';
import { checkCreated, checkProperties, CREATED, optional, PORT, type Rules } from '../inputs';

/** Options for `Inspector.start`. */
export interface InspectorOptions {
  /**
   * The port on the loopback interface.
   *
   * @default 0 - any free port
   */
  readonly port?: number;
}

const OPTIONS: Rules<InspectorOptions> = { port: optional(PORT) };

/**
 * A page on this machine that shows what happens on an emulator: channels, flows, and each message's path through the
 * processors. It can also send messages. It ends with the emulator.
 */
export class Inspector {
  /** Starts an inspector for an emulator. */
  public static async start(
    emulator: ChimeMessagingEmulator,
    options: InspectorOptions = {},
  ): Promise<Inspector> {
    checkEmulator('the emulator of Inspector.start', emulator);
    checkProperties('the options of Inspector.start', options, OPTIONS);
    const inspector = new Inspector(CREATED, emulator);
    const server = await listen(options.port ?? 0, {
      onRequest: (request) => inspector.answer(request),
      ...requestsOnly(problem),
    });
    inspector.open(server);
    return inspector;
  }

  private readonly files = pageFiles();
  private readonly feed: Feed;
  private stopListening: (() => void) | undefined;
  private server: Server | undefined;
  private port = 0;
  private closing: Promise<void> | undefined;

  private constructor(
    created: symbol,
    private readonly emulator: ChimeMessagingEmulator,
  ) {
    checkCreated(created, 'Inspector.start()');
    this.feed = new Feed(emulator);
  }

  /** The address of the page, such as `http://127.0.0.1:49153/`. */
  public get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Ends the inspector; the emulator continues. */
  public close(): Promise<void> {
    this.stopListening?.();
    this.feed.close();
    return (this.closing ??= stop(this.server!));
  }

  private open(server: Server): void {
    this.server = server;
    this.port = portOf(server);
    this.stopListening = this.emulator.onChange(() => this.feed.soon());
    this.emulator.onClose(() => void this.close());
  }

  private async answer(request: HttpRequest): Promise<HttpAnswer | ((page: ServerResponse) => void)> {
    const { method, path } = request;
    const foreign = foreignReason(request, { port: this.port, pages: ['/'] });
    if (foreign !== undefined) return problem(403, foreign);
    if (method === 'POST' && path === '/messages') return sendMessage(this.emulator, request);
    if (method === 'GET' && path === '/events') return (page) => this.follow(page);
    const file = method === 'GET' ? this.files.get(path) : undefined;
    return file ?? problem(404, 'there is no such page');
  }

  private follow(page: ServerResponse): void {
    page.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    this.feed.join(page);
  }
}
