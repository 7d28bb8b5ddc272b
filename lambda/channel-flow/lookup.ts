import { firstThree } from './first-three';
import { decodeLookup, flowByName, flowResult } from './properties';
import { listChannelFlows } from '../chime';
import { Failure, type ResourceProvider, type Result, type Run } from '../protocol';

/** Finds a flow by its name. The flow belongs to somebody else and is never changed. */
export const lookupProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => `lookup of ${flowByName(ResourceProperties)}`,
  onCreate: lookUp,
  // A rollback must come to its end, even if the flow has been deleted or renamed since it was found.
  onUpdate: async (run) =>
    lookUp(run).catch(async (error: Error) => {
      if (await run.isRollingBack()) return flowResult(run.physicalResourceId);
      throw error;
    }),
  onDelete: async () => {},
};

async function lookUp(run: Run): Promise<Result> {
  const { AppInstanceArn, Name } = decodeLookup(run.request.ResourceProperties);
  const arns: string[] = [];
  for await (const { Name: name, ChannelFlowArn: arn } of listChannelFlows(run, AppInstanceArn)) {
    if (name === Name && arn) arns.push(arn);
  }
  const [found] = arns;
  if (!found) throw new Failure('there is none', 'correct the name, or create the flow first');
  if (arns.length > 1) {
    throw new Failure(`there are ${arns.length}: ${firstThree(arns)}`, 'import the right one by its ARN');
  }
  return flowResult(found);
}
