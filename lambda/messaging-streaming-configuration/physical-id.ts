/** Prefix of the physical id of a configuration whose creation failed before it changed anything. The request id follows it. */
export const NOT_CREATED = 'messaging-streaming-configuration-not-created';

/** The information in the physical id of a configuration. */
export interface ConfigurationId {
  readonly appInstanceArn: string;
  /** Whether its creation was refused before it changed anything. Another delivery of the same event may have gotten further. */
  readonly isRefused: boolean;
}

const ID = /^(?<appInstanceArn>arn:.+)\/messaging-streaming-configuration(?<refused>\/refused)?$/;

/** An app instance has one configuration, so its ARN identifies the configuration. */
export function physicalIdOf(appInstanceArn: string): string {
  return `${appInstanceArn}/messaging-streaming-configuration`;
}

export function refusedIdOf(appInstanceArn: string): string {
  return `${physicalIdOf(appInstanceArn)}/refused`;
}

/** The information in a physical id, or undefined if the id is not ours. */
export function parsePhysicalId(physicalId: string): ConfigurationId | undefined {
  const { appInstanceArn, refused } = ID.exec(physicalId)?.groups ?? {};
  return appInstanceArn ? { appInstanceArn, isRefused: refused !== undefined } : undefined;
}
