/** Names under `localhost` never leave this machine. */
export const RESPONSE_HOST = /^cloudformation-response-(\d+)\.localhost$/;

/**
 * The host of a `ResponseURL`. As on AWS, it is reached by HTTPS, at a port that the URL does not name; here, its name has the
 * port at which the server listens, and functions are led there.
 */
export function responseHost(port: number): string {
  return `cloudformation-response-${port}.localhost`;
}
