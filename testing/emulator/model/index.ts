/**
 * The service model as data, and the validation of requests against it. It knows nothing about how the service behaves.
 */
export * from './common-shapes';
export * from './seed-contents';
export * from './shape';
export { validate } from './validate';
