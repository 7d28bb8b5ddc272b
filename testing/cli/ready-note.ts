/** What a program that starts the command has to know, in the form that version 1 has. */
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
