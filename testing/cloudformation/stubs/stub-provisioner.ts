import type { Provisioned, Provisioner, ProvisioningContext } from '../provisioner';
import type { Properties } from '../template';
import { StubValues, type StubOverride } from './stub-values';

/** Provisions nothing: other resources only get the values that they use. */
export function stubProvisioner(type: string, override?: StubOverride): Provisioner {
  const provision = (properties: Properties, context: ProvisioningContext): Provisioned => {
    const { logicalId, stackName, stackId, cloud } = context;
    const subject = { type, logicalId, stackName, stackId, properties, environment: cloud.emulator };
    const stub = new StubValues(subject, override);
    return { physicalId: stub.ref(), attributes: stub.known(), stub };
  };
  return { create: provision, update: (_existing, properties, context) => provision(properties, context) };
}
