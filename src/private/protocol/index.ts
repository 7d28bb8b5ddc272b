/**
 * The contract between the constructs and the handlers in `lambda/`: resource types, properties, environment variables, and
 * metrics. It contains only names and types that both sides share, so it imports nothing from either.
 */
export * from './app-instance-admin-properties';
export * from './channel-flow-association-properties';
export * from './channel-flow-coverage-properties';
export * from './channel-flow-properties';
export * from './channel-flow-sweep-environment';
export * from './messaging-streaming-configuration-properties';
export * from './processor-guard-environment';
