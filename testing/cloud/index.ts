/**
 * Local versions of the services around Amazon Chime: Lambda, IAM, keys, the event bus, buckets, streams, and
 * everything else that stacks share. It imports the emulator, and knows nothing about stacks and templates.
 */
export type { StackDescription } from './cloudformation-api';
export { checkEmulator, EMULATOR } from './emulator-input';
export type { EventSourceMappingDefinition } from './event-sources';
export type { EventPattern, RuleDefinition, RuleTarget } from './events';
export type { Position as StreamPosition, StreamDefinition } from './kinesis';
export { LocalCloud, type Inbox } from './local-cloud';
export { reportFailures } from './report-failures';
