/** EventBridge: rules on events, and rules on a schedule. It can import IAM's wildcards, but no other service. */
export { checkPattern, matchesPattern, type EventPattern } from './event-pattern';
export { LocalEventBus, type RuleDefinition, type RuleTarget } from './local-event-bus';
