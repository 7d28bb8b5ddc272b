/**
 * Validates user input and resolves its references. It imports the constructs of aws-cdk-lib and the names of the protocol,
 * but none of this library's own constructs, providers, or guard.
 */
export * from './arns';
export * from './bearer-actions';
export * from './bearers';
export * from './channel-identity';
export * from './durations';
export * from './environment';
export * from './hash';
export * from './inputs';
export * from './names';
export * from './provider-options';
export * from './streams';
export * from './tags';
export * from './validation-error';
