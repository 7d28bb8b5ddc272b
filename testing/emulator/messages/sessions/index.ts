/**
 * WebSocket sessions: the open ones, the events that they report, and the rules that tests apply to them. It imports
 * the state, and gets its connections from outside.
 */
export { messageEvent } from './message-event';
export { MessagingSessions, type DropSessionsOptions, type SessionRequest } from './messaging-sessions';
export { PREFETCH_ORDERS, type PrefetchOrder } from './prefetch';
export type { Session, SessionEvent, SessionFilter } from './session';
export type { SystemMessage } from './system-event';
export type { DelaySessionsOptions, RefuseSessionsOptions, SessionRule } from './session-rules';
