import type { FunctionCode } from './function-code';

/** The resolved definition of a Lambda function, whose code is on this machine. */
export interface FunctionConfiguration {
  readonly functionName: string;
  /**
   * The name that its developer knows, such as its construct path.
   * @default - its name
   */
  readonly displayName?: string;
  /** The ARN without a qualifier. */
  readonly functionArn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly code: FunctionCode;
  /**
   * The contents of its layers; later layers override earlier ones.
   * @default - none
   */
  readonly layers?: readonly FunctionCode[];
  /**
   * Whether some of its layers are missing, because they aren't available.
   * @default false
   */
  readonly lacksLayers?: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** In seconds. */
  readonly timeout: number;
  /** In MB. */
  readonly memorySize: number;
  readonly roleArn?: string;
  readonly logGroupName: string;
  /** The maximum number of concurrent invocations, of all versions together; further ones are throttled. */
  readonly reservedConcurrency?: number;
}
