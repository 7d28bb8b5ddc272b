/** Names under `localhost` never leave this machine. */
export const RESPONSE_HOST = /^cloudformation-response-(\d+)\.localhost$/;

/**
 * The host of a `ResponseURL`. As on AWS, it is reached over HTTPS, and the URL names no port. Here, the host name
 * contains the port of the server, and connections from functions are redirected there.
 */
export function responseHost(port: number): string {
  return `cloudformation-response-${port}.localhost`;
}
