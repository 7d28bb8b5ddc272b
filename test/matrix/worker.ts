import { encode, type Case } from './cases';
import { takeResponses, type Handler } from './function';
import { associationHandler, flowHandler } from './handlers';
import { judge, type Verdict } from './judge';
import { Service } from './service';

/** What came of a case. */
export interface Result extends Verdict {
  readonly lifecycle: string;
  /** The line that runs it again. */
  readonly line: string;
}

const HANDLERS: Readonly<Record<string, Handler>> = {
  'Custom::ChimeChannelFlow': flowHandler,
  'Custom::ChimeChannelFlowLookup': flowHandler,
  'Custom::ChimeChannelFlowAssociation': associationHandler,
};

/** Tries cases one after the other. */
export async function tryCases(tried: Iterable<Case>, onResult: (result: Result) => void): Promise<void> {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'matrix',
    AWS_SECRET_ACCESS_KEY: 'matrix',
  });
  takeResponses();
  const service = await Service.start();
  for (const one of tried) {
    const verdict = await judge(service, HANDLERS, one);
    onResult({ ...verdict, lifecycle: one.lifecycle, line: encode(one) });
  }
  await service.emulator.close();
}
