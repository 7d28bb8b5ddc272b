import type { HttpRequest } from '../http';

/**
 * Why a request is not answered, if it does not come from the inspector's own page. Any website can have a browser send
 * requests to this machine, and a name of its own lead here (DNS rebinding).
 */
export function refusalOf({ method, path, headers }: HttpRequest, port: number): string | undefined {
  const origins = ['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${port}`));
  const own = origins.find(({ host }) => host === headers.host);
  if (!own) return `the header Host must be ${origins[0]!.host}`;
  const isPage = method === 'GET' && path === '/'; // a link from elsewhere may lead here
  const site = headers['sec-fetch-site'];
  if (!isPage && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return `the header Sec-Fetch-Site must be same-origin, got ${String(site)}`;
  }
  if (method === 'POST' && headers.origin !== own.origin) {
    return `the header Origin must be ${own.origin}`;
  }
  return undefined;
}
