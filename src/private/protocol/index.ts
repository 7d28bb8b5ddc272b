/**
 * What the constructs and the handlers in `lambda/` have to agree on: resource types, properties, environment variables and
 * metrics. Names and types only, shared by both sides, so it knows nothing of either.
 */
export * from './app-instance-admin-properties';
export * from './channel-flow-association-properties';
export * from './channel-flow-coverage-properties';
export * from './channel-flow-properties';
export * from './channel-flow-sweep-environment';
export * from './messaging-streaming-configuration-properties';
export * from './processor-guard-environment';
