/** Start of the physical id of a configuration whose creation failed before it changed anything; the id of the request follows. */
export const NOT_CREATED = 'messaging-streaming-configuration-not-created';

/** What a physical id says of a configuration. */
export interface ConfigurationId {
  readonly appInstanceArn: string;
  /** Whether its creation was refused before it changed anything; another delivery of the same event may have come further. */
  readonly isRefused: boolean;
}

const ID = /^(?<appInstanceArn>arn:.+)\/messaging-streaming-configuration(?<refused>\/refused)?$/;

/** A configuration is that of its app instance, of which there is one. */
export function physicalIdOf(appInstanceArn: string): string {
  return `${appInstanceArn}/messaging-streaming-configuration`;
}

export function refusedIdOf(appInstanceArn: string): string {
  return `${physicalIdOf(appInstanceArn)}/refused`;
}

/** What a physical id says, or undefined if it is no id of ours. */
export function parsePhysicalId(physicalId: string): ConfigurationId | undefined {
  const { appInstanceArn, refused } = ID.exec(physicalId)?.groups ?? {};
  return appInstanceArn ? { appInstanceArn, isRefused: refused !== undefined } : undefined;
}
