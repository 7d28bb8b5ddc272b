/** The information for a program that starts the command, in the format of version 1. */
export interface ReadyNote {
  readonly version: 1;
  readonly endpoint: string;
  /** Variables for AWS SDKs. */
  readonly environment: Readonly<Record<string, string>>;
  /** The HTTP interface for observation and control, and the token that its requests carry. */
  readonly control: { readonly url: string; readonly token: string };
  /** The page of the inspector. */
  readonly inspector?: string;
  /** The outputs of the stacks, by stack. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
