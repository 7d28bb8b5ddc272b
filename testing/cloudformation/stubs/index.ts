/**
 * Stubs of resources that do not run on this machine: others get what they take from them, in the form of their type. It
 * knows provisioners, and nothing about stacks.
 */
export { attributesOf, hasAttribute } from './resource-form';
export { stubProvisioner } from './stub-provisioner';
export type { StubOverride } from './stub-values';
export { checkStubs, checkTypes, overrideOf, STUBS, stubsType, type StubOptions, type Stubs } from './stubs';
