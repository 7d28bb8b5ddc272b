import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

/** An endpoint only accepts the event; it does not wait for the function. */
const LONGEST_CALL = 30_000;

/**
 * Invokes a function asynchronously through the Lambda API of another emulator, or of AWS.
 *
 * Calls are signed with the credentials of the environment or, if there are none, with dummy ones, which other
 * emulators accept as well.
 *
 * @throws if the endpoint does not accept the event
 */
export async function invokeAt(
  endpoint: URL,
  functionArn: string,
  event: object,
  environment: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<void> {
  const base = endpoint.href.replace(/\/$/, '');
  const url = new URL(`${base}/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`);
  const body = JSON.stringify(event);
  const headers = await signedHeaders(url, body, functionArn.split(':')[3]!, environment);
  const inTime = AbortSignal.any([AbortSignal.timeout(LONGEST_CALL), ...(signal ? [signal] : [])]);
  const answer = await fetch(url, { method: 'POST', headers, body, signal: inTime }).catch((error: Error) => {
    const { message } = (error.cause as Error | undefined) ?? error;
    throw new Error(`${endpoint.origin} cannot be reached: ${message}`);
  });
  const text = await answer.text();
  if (answer.status !== 202) {
    throw new Error(`${endpoint.origin} responded with ${answer.status}: ${messageIn(text)}`);
  }
}

/** The headers of the call, without the one that `fetch` sets itself. */
async function signedHeaders(
  url: URL,
  body: string,
  region: string,
  environment: NodeJS.ProcessEnv,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: 'lambda',
    region,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? 'emulator',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? 'emulator',
      sessionToken: environment.AWS_SESSION_TOKEN,
    },
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: false,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body,
  });
  const { host: _, ...others } = headers;
  return others;
}

/** The message of an error of the Lambda API. */
function messageIn(text: string): string {
  try {
    const { Message, message } = JSON.parse(text) as { Message?: string; message?: string };
    return Message ?? message ?? text;
  } catch {
    return text;
  }
}
