import { firstThree } from './first-three';
import { decodeLookup, flowByName, flowResult } from './properties';
import { listChannelFlows } from '../chime';
import { Failure, type ResourceProvider, type Result, type Run } from '../protocol';

/** Finds a flow by its name. The flow belongs to somebody else and is never changed. */
export const lookupProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => `lookup of ${flowByName(ResourceProperties)}`,
  onCreate: lookUp,
  onUpdate: lookUp,
  onDelete: async () => {},
};

async function lookUp(run: Run): Promise<Result> {
  const { AppInstanceArn, Name } = decodeLookup(run.request.ResourceProperties);
  const arns: string[] = [];
  for await (const flow of listChannelFlows(run, AppInstanceArn)) {
    if (flow.Name === Name && flow.ChannelFlowArn) arns.push(flow.ChannelFlowArn);
  }
  const [arn, ...others] = arns;
  if (!arn) {
    throw new Failure(
      `there is no channel flow named "${Name}" in ${AppInstanceArn}`,
      'correct the name, or create the flow first',
    );
  }
  if (others.length > 0) {
    throw new Failure(
      `there are ${arns.length} channel flows named "${Name}": ${firstThree(arns)}`,
      'import the right one by its ARN',
    );
  }
  return flowResult(arn);
}
