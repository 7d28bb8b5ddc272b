/** Start of the physical id of a configuration whose creation failed before it changed anything; the id of the request follows. */
export const NOT_CREATED = 'messaging-streaming-configuration-not-created';

const END = '/messaging-streaming-configuration';

/** A configuration is that of its app instance, of which there is one. */
export function physicalIdOf(appInstanceArn: string): string {
  return appInstanceArn + END;
}

/** The app instance that an id tells, or undefined if it is no id of ours. */
export function appInstanceOf(physicalId: string): string | undefined {
  return physicalId.endsWith(END) ? physicalId.slice(0, -END.length) : undefined;
}
