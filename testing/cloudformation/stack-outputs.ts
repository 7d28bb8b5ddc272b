import type { StackOutputReference } from './intrinsics';
import type { LocalCloud } from '../cloud';

/**
 * The output of another stack, by a weak reference: it is looked up once, and does not keep the other stack from
 * changing.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function stackOutput(reference: StackOutputReference, { emulator, stacks }: LocalCloud): string {
  const { stackName, outputName, region = emulator.region, roleArn } = reference;
  const account = roleArn?.split(':')[4] ?? emulator.account;
  if (region !== emulator.region || account !== emulator.account) {
    throw new Error(
      `Fn::GetStackOutput must name a stack of account ${emulator.account}, region ${emulator.region},` +
        ` got stack ${stackName} of account ${account}, region ${region}: one emulator is one environment`,
    );
  }
  const stack = stacks.get(stackName);
  if (!stack) {
    throw new Error(
      `stack ${stackName} does not exist, and its output '${outputName}' is needed:` +
        ' deploy it first, or the whole app with LocalDeployment.deployApp',
    );
  }
  const value = Object.hasOwn(stack.outputs, outputName) ? stack.outputs[outputName] : undefined;
  if (value !== undefined) return value;
  const known = Object.keys(stack.outputs).join(', ') || 'none';
  throw new Error(`stack ${stackName} has no output '${outputName}', only: ${known}`);
}
