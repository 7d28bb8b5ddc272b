/** A stack nested in another one. */
export const NESTED_STACK_TYPE = 'AWS::CloudFormation::Stack';

/** The types that are provisioned by a function of the user. */
export function isCustomResource(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}
