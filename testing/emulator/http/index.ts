/** Both services over HTTP: requests to operations, signatures, sessions. It knows the service, and is known to none of it. */
export { FrontEnd, malformed } from './front-end';
