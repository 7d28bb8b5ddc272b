/**
 * Observation and control of an emulator over HTTP, for tests in any language. It imports the emulator and the server.
 */
export { ControlApi, type ControlApiOptions } from './control-api';
export type { DescribedFunction } from './functions';
