import { CONTAINER_HOSTS, LOOPBACK } from './names';
import type { HttpRequest } from './server';

export interface Gate {
  /**
   * The port that the header Host must have.
   *
   * @default - any, because containers and tunnels reach a server through other ports
   */
  readonly port?: number;
  /** The paths of pages that a website may link to; @default - none */
  readonly pages?: readonly string[];
  /**
   * The origins of websites that may send requests, if there is an option for them; @default - none, and no such option
   */
  readonly allowedOrigins?: readonly string[];
}

/**
 * Why a request that a website caused a browser to send is refused; `undefined` for all other requests. Any website can
 * send requests to this machine, and can point its own domain here (DNS rebinding); clients other than browsers send no
 * such headers.
 */
export function foreignReason(
  { method, protocol, path, headers }: HttpRequest,
  { port, pages = [], allowedOrigins }: Gate,
): string | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (host !== undefined && !isOwn(host, port)) {
    return `the header Host must be ${port === undefined ? '127.0.0.1, localhost or [::1]' : `127.0.0.1:${port}`}`;
  }
  const own = `${protocol}://${host}`;
  if (origin !== undefined && allowedOrigins?.includes(origin)) return undefined;
  if (origin !== undefined && origin !== own) {
    return `the header Origin must be ${[own, ...(allowedOrigins ?? [])].join(' or ')}, got ${origin}${allowedOrigins ? HOW_TO_ALLOW : ''}`;
  }
  const isLinked = method === 'GET' && pages.includes(path);
  if (!isLinked && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return `the header Sec-Fetch-Site must be same-origin, got ${String(site)}`;
  }
  return undefined;
}

const HOW_TO_ALLOW =
  ": to allow it, pass it in 'allowedOrigins' of ChimeMessagingEmulator.start, or after --allow-origin of the command";

function isOwn(host: string, port: number | undefined): boolean {
  const [, name = '', given] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  if (port !== undefined) return LOOPBACK.includes(name) && given === String(port);
  return LOOPBACK.includes(name) || CONTAINER_HOSTS.includes(name);
}
