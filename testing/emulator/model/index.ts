/** The service model as data, and the check of a request against it. It knows nothing about what the service does. */
export * from './common-shapes';
export * from './seed-contents';
export * from './shape';
export { validate } from './validate';
