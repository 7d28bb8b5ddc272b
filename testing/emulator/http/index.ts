/**
 * Both services over HTTP: routing, signatures, sessions. It imports the service, and no part of the service imports
 * it.
 */
export { FrontEnd, malformed } from './front-end';
