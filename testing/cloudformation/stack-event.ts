/** Something that happened to a resource, or to the stack as a whole. */
export interface StackEvent {
  readonly timestamp: Date;
  /** The stack that the resource belongs to: a nested stack has a name of its own. */
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  /** For example `AWS::Chime::ChannelFlow`; that of the stack is `AWS::CloudFormation::Stack`. */
  readonly type: string;
  /** For example `CREATE_IN_PROGRESS`. */
  readonly status: string;
  readonly reason?: string;
}
