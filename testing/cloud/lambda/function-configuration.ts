import type { FunctionCode } from './function-code';

/** The definition of a Lambda function, resolved: its code is on this machine. */
export interface FunctionConfiguration {
  readonly functionName: string;
  /**
   * What its developer knows it by, such as its construct path.
   * @default - its name
   */
  readonly displayName?: string;
  /** The ARN without a qualifier. */
  readonly functionArn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly code: FunctionCode;
  /**
   * The content of its layers, of which later ones take precedence.
   * @default - none
   */
  readonly layers?: readonly FunctionCode[];
  /**
   * Whether it runs without some of its layers, which aren't available.
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
  /** How many invocations may run at a time, of all versions; what is beyond is throttled. */
  readonly reservedConcurrency?: number;
}
