import { prefetched, type PrefetchOrder } from './prefetch';
import { frameOf, isMeant, type Session, type SessionEvent, type SessionFilter } from './session';
import {
  SessionRules,
  type DelaySessionsOptions,
  type RefuseSessionsOptions,
  type SessionRule,
} from './session-rules';
import { systemEvent, type SystemMessage } from './system-event';
import { CLOSE_CODE, type WebSocketConnection } from '../../../http';
import {
  checkProperties,
  MILLISECONDS,
  must,
  optional,
  TEXT,
  wholeNumberFrom,
  type Rules,
} from '../../../inputs';
import type { EmulatorBehavior } from '../../behavior';
import type { EmulatorClock } from '../../clock';
import type { Log } from '../../events';
import { INSUFFICIENT_ACCESS } from '../../service-error';
import { findUser, parseArn, type ChannelChange, type Changes, type Store } from '../../state';

/** Options for `sessions.drop`. */
export interface DropSessionsOptions extends SessionFilter {
  /**
   * The code of the close frame.
   *
   * @default - the connection breaks without a close frame, which clients see as 1006
   */
  readonly code?: number;

  /**
   * The reason in the close frame; at most 123 bytes are sent.
   *
   * @default ''
   */
  readonly reason?: string;
}

/** The session that a client asks for. */
export interface SessionRequest {
  readonly userArn: string;
  readonly sessionId: string;
  /** Whether to report channels at once, and which of them first. */
  readonly prefetch: { readonly order: PrefetchOrder } | undefined;
  /** When the client's credentials expire, in epoch milliseconds; `undefined` for never. */
  readonly expiresAt: number | undefined;
}

interface OpenSession extends Session {
  readonly connection: WebSocketConnection;
}

const closeCode = must(
  'a close code that a server can send: 1000 to 1014 without 1004 to 1006, or 3000 to 4999',
  (value) => {
    const code = Number(value);
    const isReserved = code >= 1004 && code <= 1006;
    return (
      Number.isInteger(value) &&
      ((code >= 1000 && code <= 1014 && !isReserved) || (code >= 3000 && code <= 4999))
    );
  },
);
const aUserArn = must(
  'the ARN of an app instance user',
  (value) => typeof value === 'string' && parseArn(value)?.kind === 'user',
);
const FILTER: Rules<SessionFilter> = { userArn: optional(aUserArn), sessionId: optional(TEXT) };
const CLOSING = { code: optional(closeCode), reason: optional(TEXT) };
const TIMES = { times: optional(wholeNumberFrom(1)) };

/** The WebSocket sessions over which users follow their channels, and methods that control them in a test. */
export class MessagingSessions {
  /** All connections, whether their session is established or not. */
  private readonly connections = new Set<WebSocketConnection>();
  private readonly byUser = new Map<string, Set<OpenSession>>();
  private readonly refusals = new SessionRules<RefuseSessionsOptions>();
  private readonly delays = new SessionRules<DelaySessionsOptions>();

  /** @internal */
  public constructor(
    private readonly options: {
      readonly behavior: EmulatorBehavior;
      readonly changes: Pick<Changes, 'tell'>;
      readonly clock: EmulatorClock;
      readonly store: Store;
      readonly systemMessages: Log<SystemMessage>;
      /** Throws if the emulator was closed. */
      readonly checkOpen: (method: string) => void;
    },
  ) {}

  /** The sessions that are established and open, by user in the order in which they were established. */
  public get open(): readonly Session[] {
    return this.all().map(({ userArn, sessionId, establishedAt }) => ({ userArn, sessionId, establishedAt }));
  }

  /** The system messages about channel changes that reached at least one session, in order. */
  public get systemMessages(): readonly SystemMessage[] {
    return this.options.systemMessages.entries;
  }

  /**
   * Ends open sessions; returns how many.
   *
   * @throws if an option is unknown or not valid
   */
  public drop(options: DropSessionsOptions = {}): number {
    this.options.checkOpen('sessions.drop');
    checkProperties('the options of sessions.drop', options, { ...FILTER, ...CLOSING });
    const { code, reason } = options;
    if (reason !== undefined && code === undefined) {
      throw new Error(
        "'reason' of the options of sessions.drop needs 'code', got none: without a close frame, nothing is sent",
      );
    }
    const dropped = this.all().filter((session) => isMeant(options, session));
    for (const session of dropped) this.end(session, code, reason);
    return dropped.length;
  }

  /**
   * Rejects new sessions from now on: after the handshake, the WebSocket is closed with a code.
   *
   * @throws if an option is unknown or not valid
   */
  public refuse(options: RefuseSessionsOptions = {}): SessionRule {
    this.options.checkOpen('sessions.refuse');
    checkProperties('the options of sessions.refuse', options, { ...FILTER, ...CLOSING, ...TIMES });
    return this.refusals.add(options);
  }

  /**
   * Delays new sessions from now on before they are established. They miss what happens in the meantime.
   *
   * @throws if an option is unknown or not valid
   */
  public delay(options: DelaySessionsOptions): SessionRule {
    this.options.checkOpen('sessions.delay');
    checkProperties('the options of sessions.delay', options, { ...FILTER, ...TIMES, delay: MILLISECONDS });
    return this.delays.add(options);
  }

  /**
   * Begins a session of a user. Once it is established, it receives everything that the user is shown.
   *
   * @internal
   */
  public async begin(request: SessionRequest, connection: WebSocketConnection): Promise<void> {
    this.connections.add(connection);
    connection.onClose(() => this.connections.delete(connection));
    const refusal = this.refusals.optionsFor(request);
    if (refusal) {
      const { code = CLOSE_CODE.unauthorized, reason = 'refused by the test' } = refusal;
      return connection.close(code, reason);
    }
    const delay = this.delays.optionsFor(request)?.delay ?? 0;
    if (delay > 0) await this.options.clock.sleep(delay);
    if (!connection.isOpen) return;
    if (findUser(this.options.store, request.userArn)) return this.establish(request, connection);
    connection.close(CLOSE_CODE.unauthorized, INSUFFICIENT_ACCESS); // deleted in the meantime
  }

  /**
   * Sends an event to the sessions of some users; the event is created only if there are any.
   *
   * @internal
   */
  public tell(userArns: readonly string[], event: () => SessionEvent): void {
    if (this.byUser.size === 0) return;
    const listening = userArns.flatMap((arn) => [...(this.byUser.get(arn) ?? [])]);
    if (listening.length === 0) return;
    const frame = frameOf(event());
    for (const { connection } of listening) connection.send(frame);
  }

  /** @internal */
  public tellOfChange(change: ChannelChange): void {
    if (this.byUser.size === 0) return;
    const { behavior, clock, systemMessages } = this.options;
    const told = systemEvent(change, behavior);
    const recipients = told?.recipients.filter((arn) => this.byUser.has(arn)) ?? [];
    if (!told || recipients.length === 0) return;
    this.tell(recipients, () => told.event);
    const { type } = told.event;
    systemMessages.add({ type, channelArn: change.channel.arn, recipients, at: clock.now() });
  }

  /**
   * Ends the sessions of a deleted user.
   *
   * @internal
   */
  public evict(userArn: string): void {
    for (const session of this.byUser.get(userArn) ?? []) {
      this.end(session, CLOSE_CODE.forbidden, 'the user was deleted');
    }
  }

  /** @internal */
  public close(): void {
    for (const connection of this.connections) {
      connection.close(CLOSE_CODE.goingAway, 'the emulator was closed');
    }
  }

  private establish(request: SessionRequest, connection: WebSocketConnection): void {
    const { userArn, sessionId, prefetch, expiresAt } = request;
    const { behavior, clock, store } = this.options;
    const ofUser = this.byUser.get(userArn) ?? new Set();
    if (behavior.displacedSession === 'closed') {
      for (const session of ofUser) {
        if (session.sessionId !== sessionId) continue;
        this.end(session, CLOSE_CODE.forbidden, 'another connection has this session id');
      }
    }
    const session = { userArn, sessionId, establishedAt: clock.now(), connection };
    this.byUser.set(userArn, ofUser.add(session));
    connection.onClose(() => this.forget(session));
    if (expiresAt !== undefined) this.expireAt(expiresAt, session);
    connection.send(frameOf({ type: 'SESSION_ESTABLISHED', messageType: 'SYSTEM', payload: undefined }));
    for (const event of prefetch ? prefetched(store, userArn, prefetch.order, clock.now()) : []) {
      connection.send(frameOf(event));
    }
    this.options.changes.tell();
  }

  private expireAt(time: number, session: OpenSession): void {
    const { behavior, clock } = this.options;
    const expire = () => {
      if (behavior.expiredSession === 'stays') return;
      const code = behavior.expiredSession === 'closed' ? CLOSE_CODE.goingAway : CLOSE_CODE.unauthorized;
      this.end(session, code, 'the credentials expired');
    };
    const timer = clock.setTimeout(expire, Math.max(0, time - clock.now()));
    session.connection.onClose(() => timer.clear());
  }

  private end(session: OpenSession, code: number | undefined, reason: string = ''): void {
    this.forget(session); // it receives nothing more, however long its connection takes to close
    if (code === undefined) session.connection.drop();
    else session.connection.close(code, reason);
  }

  private forget(session: OpenSession): void {
    const ofUser = this.byUser.get(session.userArn);
    if (!ofUser?.delete(session)) return;
    if (ofUser.size === 0) this.byUser.delete(session.userArn);
    this.options.changes.tell();
  }

  private all(): OpenSession[] {
    return [...this.byUser.values()].flatMap((ofUser) => [...ofUser]);
  }
}
