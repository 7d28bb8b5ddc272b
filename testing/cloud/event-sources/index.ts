/**
 * Lambda's event source mappings: functions that are invoked with the records of a stream. It imports streams,
 * functions, and EventBridge's patterns, which also filter records.
 */
export { EventSourceMappings, type EventSourceMappingsOptions } from './event-source-mappings';
export type { EventSourceMappingDefinition } from './mapping-definition';
