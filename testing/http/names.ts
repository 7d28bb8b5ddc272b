/** This machine, by names that nobody else can have. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** What containers call the machine they run on. No website can have such a name: `internal` is no public domain. */
export const CONTAINER_HOSTS: readonly string[] = [
  'host.docker.internal',
  'gateway.docker.internal',
  'host.containers.internal',
];
