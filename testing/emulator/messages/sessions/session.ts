/** A WebSocket session over which a user follows the channels that the user is a member of. */
export interface Session {
  /** The ARN of the app instance user. */
  readonly userArn: string;
  /** The id that the client chose. */
  readonly sessionId: string;
  /** Epoch milliseconds. */
  readonly establishedAt: number;
}

/** Selects sessions. By default, all of them. */
export interface SessionFilter {
  /** The ARN of the app instance user; @default - any */
  readonly userArn?: string;
  /** The id that the client chose; @default - any */
  readonly sessionId?: string;
}

/** An event that a session sends to its client. */
export interface SessionEvent {
  readonly type: string;
  readonly messageType: 'STANDARD' | 'CONTROL' | 'SYSTEM';
  /** `undefined` only for SESSION_ESTABLISHED. */
  readonly payload: object | undefined;
  /** The reason, for events that have one. */
  readonly reason?: string | undefined;
}

export function isMeant(filter: SessionFilter, session: Required<SessionFilter>): boolean {
  const { userArn = session.userArn, sessionId = session.sessionId } = filter;
  return userArn === session.userArn && sessionId === session.sessionId;
}

/** An event in the format in which it is sent. */
export function frameOf({ type, messageType, payload, reason }: SessionEvent): string {
  return JSON.stringify({
    Headers: {
      'x-amz-chime-event-type': type,
      'x-amz-chime-message-type': messageType,
      'x-amz-chime-event-reason': reason,
    },
    Payload: payload && JSON.stringify(payload),
  });
}
