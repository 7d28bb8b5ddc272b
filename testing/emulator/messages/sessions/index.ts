/**
 * WebSocket sessions: who has one open, what it reports about messages and changes of channels, and what tests do to it. It
 * knows the state, and the connections that it is handed.
 */
export { messageEvent } from './message-event';
export { MessagingSessions, type DropSessionsOptions, type SessionRequest } from './messaging-sessions';
export { PREFETCH_ORDERS, type PrefetchOrder } from './prefetch';
export type { Session, SessionEvent, SessionFilter } from './session';
export type { SystemMessage } from './system-event';
export type { DelaySessionsOptions, RefuseSessionsOptions, SessionRule } from './session-rules';
