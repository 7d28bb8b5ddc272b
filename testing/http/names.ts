/** This machine, by names that no one else can own. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The names by which containers reach the machine that they run on. No website can have such a name: `internal` is not
 * a public domain.
 */
export const CONTAINER_HOSTS: readonly string[] = [
  'host.docker.internal',
  'gateway.docker.internal',
  'host.containers.internal',
];
