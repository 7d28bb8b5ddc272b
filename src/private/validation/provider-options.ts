import type { Shape } from './inputs';
import type { ProviderFunctionOptions } from '../../provider-function-options';

/** The options of a function of this library; what is not listed, such as its code, is not for others to choose. */
export const PROVIDER_OPTIONS: Shape<ProviderFunctionOptions> = {
  role: 'role?',
  vpc: 'vpc?',
  vpcSubnets: 'struct?',
  securityGroups: 'list?',
  logGroup: 'logGroup?',
  runtime: 'runtime?',
  timeout: 'duration?',
  memorySize: 'number?',
  environmentEncryption: 'key?',
};
