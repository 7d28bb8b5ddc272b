import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SendOptions } from '../../matrix/sdk-clients';
import type { SdkRequest, SdkResponse } from '../../matrix/wire';

/** A request as handlers and signers receive it. */
type Addressed = SdkRequest & { readonly hostname: string; readonly port?: number };

/**
 * In milliseconds of real time; the providers' clients wait four seconds, during which a virtual clock stands still.
 */
const PATIENCE = 100;

/**
 * Responds in this process to requests of the file's SDK clients to an endpoint, without sockets and signatures, which
 * take most of the time of a call. The tests of the bundles and of the emulator use both.
 */
export function answerInPlace(endpoint: string, answer: (request: SdkRequest) => Promise<SdkResponse>): void {
  const { hostname, port } = new URL(endpoint);
  const isOurs = (request: Addressed) => request.hostname === hostname && `${request.port ?? ''}` === port;

  const client = NodeHttpHandler.prototype as { handle: Function };
  const { handle } = client;
  client.handle = async function (request: Addressed, options: SendOptions = {}) {
    if (!isOurs(request)) return handle.call(this, request, options) as unknown;
    return { response: await unlessGivenUp(answer(request), options.abortSignal) };
  };

  const signer = SignatureV4.prototype as { sign: Function };
  const { sign } = signer;
  signer.sign = async function (request: Addressed, ...options: unknown[]) {
    return isOurs(request) ? request : (sign.call(this, request, ...options) as unknown);
  };
}

/** Ends with the work, unless the function cancels it or the client gives up: a response is returned at once. */
async function unlessGivenUp<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let giveUp!: (name: string) => void;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (name) => reject(Object.assign(new Error('there was no response'), { name }));
  });
  const abort = () => giveUp('AbortError');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => giveUp('TimeoutError'), PATIENCE);
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
