/**
 * The providers' questions to CloudFormation about the stack of a request. It depends on no other service, and from the
 * protocol only on the run that asks, and on how long it waits.
 */
import { type Run, SOON_GIVEN_UP } from '../protocol';

/** The part of `@aws-sdk/client-cloudformation` that is used. */
interface CloudFormationSdk {
  readonly CloudFormationClient: new (configuration: object) => {
    send(
      command: object,
      options: { abortSignal: AbortSignal },
    ): Promise<{ Stacks?: { StackStatus?: string }[] }>;
  };
  readonly DescribeStacksCommand: new (input: { StackName: string }) => object;
}

/** The status of a stack. Few requests need it, so the client is loaded only then. */
export async function describeStack(stackId: string, run: Run): Promise<string | undefined> {
  // import() would bring in the ES module loader, which takes as long to load as half of the SDK.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const sdk = require('@aws-sdk/client-cloudformation') as CloudFormationSdk;
  const client = new sdk.CloudFormationClient({ requestHandler: SOON_GIVEN_UP });
  const command = new sdk.DescribeStacksCommand({ StackName: stackId });
  const { Stacks = [] } = await client.send(command, { abortSignal: run.signal });
  return Stacks[0]?.StackStatus;
}
