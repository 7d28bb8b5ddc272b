import { deleteCancelledCreation, deleteFailedCreation, failedCreation } from './delete-unknown';
import { decodeKnown } from './properties';
import { removeFlow } from './remove-flow';
import { parseChannelFlowArn } from '../chime/chime-arn';
import type { Run } from '../protocol/run';

export async function onDelete(run: Run): Promise<void> {
  const id = run.request.PhysicalResourceId;
  const known = decodeKnown(run.request.ResourceProperties);
  const creation = failedCreation(id);
  if (parseChannelFlowArn(id)) await removeFlow(run, id, known.DisassociateBearer);
  else if (creation) await deleteFailedCreation(run, known, creation);
  else await deleteCancelledCreation(run, known);
}
