import { isAppInstanceGone } from './app-instance-gone';
import { parseChannelFlowArn } from './chime-arn';
import { LAG } from './lag';
import { listChannelFlows } from './operations';
import { isRefused } from './service-error';
import type { Run } from '../protocol';

/**
 * Whether it is proven that a flow no longer exists. The service responds with Forbidden both for things that do not exist
 * and for things that the caller may not use. So this looks for the flow in the list, and for its app instance if the list is
 * refused.
 */
export async function isChannelFlowGone(run: Run, arn: string): Promise<boolean> {
  const appInstanceArn = parseChannelFlowArn(arn)?.appInstanceArn;
  if (!appInstanceArn) return false;
  try {
    if (await isListed(run, arn, appInstanceArn)) return false;
    await run.sleep(LAG);
    return !(await isListed(run, arn, appInstanceArn));
  } catch (error) {
    if (!isRefused(error)) throw error;
    return isAppInstanceGone(run, appInstanceArn);
  }
}

async function isListed(run: Run, arn: string, appInstanceArn: string): Promise<boolean> {
  for await (const flow of listChannelFlows(run, appInstanceArn)) {
    if (flow.ChannelFlowArn === arn) return true;
  }
  return false;
}
