/** What the service remembers. It knows the shapes of the model, and nothing of Node.js: the inspector's page sees it as well. */
export type { AppInstanceInventory } from './inventory';
export type { MessageTrace } from './message-trace';
