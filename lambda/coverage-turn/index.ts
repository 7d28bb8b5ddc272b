/**
 * Shared by the functions of a coverage that call the service: the lease that lets one of each work at a time, calls as the bearers,
 * each as often as it may, and reports. It may depend on the protocol, the service and the state of a coverage, but on no handler.
 */
export { Admins } from './admins';
export { type Bearer, Bearers } from './bearers';
export { Believed } from './believed';
export { ChannelCalls } from './channel-calls';
export { isMatching } from './channel-filter';
export { insist, mayPass } from './insist';
export { Lease } from './lease';
export { logLine, reasonOf, writeLine } from './log-line';
export { type ListedChannel, Messaging, type MessagingClient, type Page } from './messaging';
export { delaysOf, nextCallsOf } from './next-calls';
export { endOfTurn, Turn, TurnOverError } from './turn';
