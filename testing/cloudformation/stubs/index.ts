/**
 * Stubs of resources that do not run on this machine: other resources get the values that they use, in the format of
 * the stub's type. It imports provisioners, and knows nothing about stacks.
 */
export { attributesOf, hasAttribute } from './resource-form';
export { stubProvisioner } from './stub-provisioner';
export type { StubOverride } from './stub-values';
export { checkStubs, checkTypes, overrideOf, STUBS, stubsType, type StubOptions, type Stubs } from './stubs';
