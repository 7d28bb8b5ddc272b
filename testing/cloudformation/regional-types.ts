import { nameOf, type NamedResource } from './resource-names';

/**
 * The types that CloudFormation doesn't offer in every Region of the service.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-supported-resources.html
 */
const ONLY_IN: Readonly<Record<string, string>> = { 'AWS::Chime::Channel': 'us-east-1' };

/** Why CloudFormation would reject resources in a Region; `undefined` if it wouldn't. */
export function regionalProblem(
  stackName: string,
  resources: readonly NamedResource[],
  region: string,
): string | undefined {
  const absent = resources.filter(({ definition: { Type: type } }) => (ONLY_IN[type] ?? region) !== region);
  if (absent.length === 0) return undefined;
  const [type] = absent.map(({ definition }) => definition.Type);
  return (
    `CloudFormation has ${type} only in ${ONLY_IN[type!]}, but stack ${stackName} is in ${region}` +
    ` (${absent.map(nameOf).join(', ')}): call CreateChannel there, or start the emulator for ${ONLY_IN[type!]}`
  );
}
