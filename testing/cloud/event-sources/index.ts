/**
 * Lambda's event source mappings: functions that are invoked with the records of a stream. It knows streams, functions, and
 * the patterns of EventBridge, which filter records too.
 */
export { EventSourceMappings, type EventSourceMappingsOptions } from './event-source-mappings';
export type { EventSourceMappingDefinition } from './mapping-definition';
