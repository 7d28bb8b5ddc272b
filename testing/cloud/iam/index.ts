/**
 * Identity and access management: who makes a call, and what policies allow. It knows how the emulator asks for
 * permission.
 */
export { conditionsHold, type ConditionContext } from './conditions';
export { evaluate, type AccessRequest, type Decision } from './evaluate';
export { LocalIam, type Credentials, type LocalIamOptions } from './local-iam';
export * from './policy-document';
export { matchesArn, matchesWildcard } from './wildcard';
