/** The command cannot be carried out as it was passed. */
export class UsageError extends Error {}
