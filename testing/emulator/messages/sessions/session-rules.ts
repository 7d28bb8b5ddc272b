import { isMeant, type SessionFilter } from './session';

/** Options for `sessions.refuse`. */
export interface RefuseSessionsOptions extends SessionFilter {
  /**
   * How many sessions are rejected.
   *
   * @default - every session, until the rule is removed
   */
  readonly times?: number;

  /**
   * The code that the WebSocket is closed with. Clients do not reconnect after 4401, 4002 and 4003.
   *
   * @default 4401 - not authorized
   */
  readonly code?: number;

  /**
   * The reason in the close frame; at most 123 bytes are sent.
   *
   * @default 'refused by the test'
   */
  readonly reason?: string;
}

/** Options for `sessions.delay`. */
export interface DelaySessionsOptions extends SessionFilter {
  /** The time between the handshake and SESSION_ESTABLISHED, in milliseconds on the emulator's clock. */
  readonly delay: number;

  /**
   * How many sessions are delayed.
   *
   * @default - every session, until the rule is removed
   */
  readonly times?: number;
}

/** Selects sessions and limits how many. */
interface CountedFilter extends SessionFilter {
  /** @default - all of them */
  readonly times?: number;
}

/** A rule for sessions that begin from now on. */
export class SessionRule<O extends CountedFilter = SessionFilter> {
  /** How many sessions it applied to. */
  public hits = 0;

  /** @internal */
  public constructor(
    /** Selects the sessions that the rule applies to, and sets what happens to them. */
    public readonly options: O,
    private readonly onRemove: () => void,
  ) {}

  /** Ends the rule. */
  public remove(): void {
    this.onRemove();
  }

  /** @internal */
  public applies(session: Required<SessionFilter>): boolean {
    const { times = Infinity } = this.options;
    if (this.hits >= times || !isMeant(this.options, session)) return false;
    this.hits++;
    return true;
  }
}

/** Rules of one kind, the oldest first. */
export class SessionRules<O extends CountedFilter> {
  private readonly rules = new Set<SessionRule<O>>();

  public add(options: O): SessionRule<O> {
    const rule: SessionRule<O> = new SessionRule(options, () => this.rules.delete(rule));
    this.rules.add(rule);
    return rule;
  }

  /** The options of the first rule that applies to a session; `undefined` if none does. */
  public optionsFor(session: Required<SessionFilter>): O | undefined {
    return [...this.rules].find((rule) => rule.applies(session))?.options;
  }
}
