import type { ServerResponse } from 'node:http';
import { appInstanceView } from './app-instance-view';
import { sessionsView } from './sessions-view';
import { SHOWN, type InspectorUpdate } from './update';
import type { ChimeMessagingEmulator, MessageTrace } from '../emulator';

/** Changes within this many milliseconds of each other are sent together. */
const PAUSE = 100;

/**
 * A page that falls this many bytes behind is disconnected; it reconnects by itself, and starts from the current state.
 */
const BACKLOG_LIMIT = 16 * 1024 * 1024;

/** Reports what happens on an emulator to every open page, as Server-Sent Events. */
export class Feed {
  private readonly pages = new Set<ServerResponse>();
  private timer: NodeJS.Timeout | undefined;
  /** The state that all pages know: messages by id, app instances, and sessions, as JSON. */
  private toldMessages = new Map<string, string>();
  private toldAppInstances = '[]';
  private toldSessions = '';

  public constructor(private readonly emulator: ChimeMessagingEmulator) {}

  /** Sends a page the current state, then every change. */
  public join(page: ServerResponse): void {
    if (page.destroyed) return;
    this.publish(); // bring the other pages up to date first, so that all know the same
    this.pages.add(page);
    page.on('close', () => this.pages.delete(page));
    const messages = this.latest();
    const sessions = sessionsView(this.emulator.sessions);
    tell(page, 'snapshot', {
      total: totalOf(messages),
      messages,
      appInstances: this.appInstances(),
      sessions,
    });
  }

  /** Reports a possible change to the pages soon, together with any others until then. */
  public soon(): void {
    if (this.pages.size === 0) return;
    this.timer ??= setTimeout(() => this.publish(), PAUSE).unref();
  }

  public close(): void {
    clearTimeout(this.timer);
  }

  private publish(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const update = this.difference();
    const { messages, appInstances, sessions } = update;
    if (messages.length === 0 && appInstances === undefined && sessions === undefined) return;
    for (const page of this.pages) tell(page, 'update', update);
  }

  /** The changes since the state that all pages know; from now on, they know the current one. */
  private difference(): InspectorUpdate {
    const latest = this.latest();
    const known = this.toldMessages;
    this.toldMessages = new Map(latest.map((trace) => [trace.messageId, JSON.stringify(trace)]));
    const messages = latest.filter(
      ({ messageId }) => known.get(messageId) !== this.toldMessages.get(messageId),
    );

    const appInstances = this.appInstances();
    const before = this.toldAppInstances;
    this.toldAppInstances = JSON.stringify(appInstances);

    const sessions = sessionsView(this.emulator.sessions);
    const sessionsBefore = this.toldSessions;
    this.toldSessions = JSON.stringify(sessions);
    return {
      total: totalOf(latest),
      messages,
      ...(before !== this.toldAppInstances && { appInstances }),
      ...(sessionsBefore !== this.toldSessions && { sessions }),
    };
  }

  private latest(): readonly MessageTrace[] {
    return this.emulator.messageTraces.slice(-SHOWN);
  }

  private appInstances(): InspectorUpdate['appInstances'] & object {
    return this.emulator.inventory().slice(0, SHOWN).map(appInstanceView);
  }
}

function totalOf(latest: readonly MessageTrace[]): number {
  return latest.at(-1)?.number ?? 0;
}

function tell(page: ServerResponse, event: 'snapshot' | 'update', update: InspectorUpdate): void {
  if (page.destroyed) return;
  if (page.writableLength > BACKLOG_LIMIT) return void page.destroy();
  page.write(`event: ${event}\ndata: ${JSON.stringify(update)}\n\n`);
}
