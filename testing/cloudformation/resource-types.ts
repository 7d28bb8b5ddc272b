/** A stack nested in another one. */
export const NESTED_STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Whether a function of the user provisions resources of this type. */
export function isCustomResource(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}
