import type { Shape } from './inputs';
import type { ProviderFunctionOptions } from '../../provider-function-options';

/** The options of each function of this library; what is not listed, such as its code, is not for others to choose. */
export const FUNCTION_OPTIONS: Shape<Omit<ProviderFunctionOptions, 'timeout' | 'memorySize'>> = {
  role: 'role?',
  vpc: 'vpc?',
  vpcSubnets: 'struct?',
  securityGroups: 'securityGroups?',
  logGroup: 'logGroup?',
  runtime: 'runtime?',
  environmentEncryption: 'key?',
};

/** The options of a provider, beside which the guard's time and memory are its own. */
export const PROVIDER_OPTIONS: Shape<ProviderFunctionOptions> = {
  ...FUNCTION_OPTIONS,
  timeout: 'duration?',
  memorySize: 'number?',
};
