/** Something that happened to a resource, or to the stack as a whole. */
export interface StackEvent {
  /** When it happened, by the clock of this machine. */
  readonly timestamp: Date;
  /** The stack that the resource belongs to; a nested stack has its own name. */
  readonly stackName: string;
  /** The logical id of the resource; for the stack, its name. */
  readonly logicalId: string;
  /** The physical id of the resource. Empty before the resource has one. */
  readonly physicalId: string;
  /** For example `AWS::Chime::ChannelFlow`; for the stack, `AWS::CloudFormation::Stack`. */
  readonly type: string;
  /** For example `CREATE_IN_PROGRESS`. */
  readonly status: string;
  /** Why it happened, if that was reported. */
  readonly reason?: string;
}
