import type { HttpRequest } from './server';

/** This machine, by names that nobody else can have. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** What containers call the machine they run on. No website can have such a name: `internal` is no public domain. */
const CONTAINER_HOSTS = ['host.docker.internal', 'gateway.docker.internal', 'host.containers.internal'];

export interface Gate {
  /**
   * The port that the header Host must have.
   *
   * @default - any, because containers and tunnels reach a server through other ports
   */
  readonly port?: number;
  /** The paths of pages that a website may link to; @default - none */
  readonly pages?: readonly string[];
}

/**
 * Why a request is refused that a website had a browser send; `undefined` for any other. Every website can send requests to
 * this machine, and have a name of its own lead here (DNS rebinding); what is not a browser sends no such headers.
 */
export function foreignReason(
  { method, path, headers }: HttpRequest,
  { port, pages = [] }: Gate,
): string | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (host !== undefined && !isOwn(host, port)) {
    return `the header Host must be ${port === undefined ? '127.0.0.1, localhost or [::1]' : `127.0.0.1:${port}`}`;
  }
  const isLinked = method === 'GET' && pages.includes(path);
  if (!isLinked && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return `the header Sec-Fetch-Site must be same-origin, got ${String(site)}`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `the header Origin must be http://${host}, got ${origin}`;
  }
  return undefined;
}

function isOwn(host: string, port: number | undefined): boolean {
  const [, name = '', given] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  if (port !== undefined) return LOOPBACK.includes(name) && given === String(port);
  return LOOPBACK.includes(name) || CONTAINER_HOSTS.includes(name);
}
