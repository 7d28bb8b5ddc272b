import { firstThree } from './first-three';
import { decodeLookup, flowByName, flowResult } from './properties';
import { listChannelFlows } from '../chime';
import { Failure, type ResourceProvider, type Result, type Run } from '../protocol';

/** Finds a flow by its name. The flow belongs to somebody else and is never changed. */
export const lookupProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => `lookup of ${flowByName(ResourceProperties)}`,
  onCreate: lookUp,
  onUpdate: async (run) => lookUp(run, async () => run.isRollingBack()),
  onDelete: async () => {},
};

/** @param keeps whether to keep the former result if the flow has been deleted or renamed since: a rollback must be able to finish */
async function lookUp(run: Run, keeps?: () => Promise<boolean | undefined>): Promise<Result> {
  const { AppInstanceArn, Name } = decodeLookup(run.request.ResourceProperties);
  const arns: string[] = [];
  for await (const { Name: name, ChannelFlowArn: arn } of listChannelFlows(run, AppInstanceArn)) {
    if (name === Name && arn) arns.push(arn);
  }
  if (arns.length > 1) {
    throw new Failure(`there are ${arns.length}: ${firstThree(arns)}`, 'import the right one by its ARN');
  }
  if (!arns.length && !(await keeps?.())) {
    throw new Failure('there is none', 'correct the name, or create the flow first');
  }
  return flowResult(arns[0] ?? run.physicalResourceId);
}
