import { bringInPlaceAndVerify } from './bring-in-place';
import { physicalIdOf, refusedIdOf } from './physical-id';
import { configurationResult, decodeConfiguration } from './properties';
import { TakenError } from './streams';
import { isDenied, isRefused } from '../chime';
import type { Result, Run } from '../protocol';

export async function onCreate(run: Run): Promise<Result> {
  const configuration = decodeConfiguration(run.request.ResourceProperties);
  const { appInstanceArn, streams } = configuration;
  const notCreated = run.physicalResourceId;
  run.physicalResourceId = physicalIdOf(appInstanceArn);
  // An earlier delivery that crashed may have written.
  let isUntouched = !run.isDeliveredLate();
  const onWrite = () => {
    isUntouched = false;
  };
  try {
    await bringInPlaceAndVerify(run, { appInstanceArn, desired: streams, own: {} }, { onWrite });
    return configurationResult(configuration);
  } catch (error) {
    if (isUntouched && error instanceof TakenError) run.physicalResourceId = notCreated;
    if (isUntouched && (isRefused(error) || isDenied(error))) {
      run.physicalResourceId = refusedIdOf(appInstanceArn);
    }
    throw error;
  }
}
