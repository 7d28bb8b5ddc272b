import { physicalIdOf } from './physical-id';
import { promote } from './promote';
import { decodeAdmin } from './properties';
import { isDenied, isRefused, type ServiceError } from '../chime';
import type { Result, Run } from '../protocol';

export async function onCreate(run: Run): Promise<Result> {
  const member = decodeAdmin(run.request.ResourceProperties);
  const { RequestId } = run.request;
  const notCreated = run.physicalResourceId;
  // From here on, a failure may leave a mark or the role behind, unless the service refused the mark.
  run.physicalResourceId = physicalIdOf({ memberArn: member.MemberArn, request: RequestId });
  try {
    return await promote(run, member, RequestId);
  } catch (error) {
    // If Lambda repeats the event, an earlier delivery that crashed may have promoted the member.
    if (isUntouched(error as Error) && !run.isDeliveredLate()) run.physicalResourceId = notCreated;
    throw error;
  }
}

/** Whether the service refused before it was asked to promote the member. */
function isUntouched({ cause }: Error): boolean {
  const isNo = isRefused(cause) || isDenied(cause);
  return isNo && (cause as ServiceError).operation !== 'CreateAppInstanceAdmin';
}
