import { bringInPlaceAndVerify } from './bring-in-place';
import { physicalIdOf } from './physical-id';
import { configurationResult, decodeConfiguration } from './properties';
import type { Result, Run } from '../protocol';

/** Before it writes, a failure leaves nothing behind, unless a delivery that crashed has come further. */
export async function onCreate(run: Run): Promise<Result> {
  const configuration = decodeConfiguration(run.request.ResourceProperties);
  const { appInstanceArn, streams } = configuration;
  const onWrite = () => {
    run.physicalResourceId = physicalIdOf(appInstanceArn);
  };
  if (run.isDeliveredLate()) onWrite();
  await bringInPlaceAndVerify(run, { appInstanceArn, desired: streams, own: {} }, { onWrite });
  return configurationResult(configuration);
}
