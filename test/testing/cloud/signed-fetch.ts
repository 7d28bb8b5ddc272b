import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { LocalCloud } from '../../../testing/cloud';

/** The hash interface that the signer requires. */
class Sha256 {
  private readonly hash: { update(data: BinaryLike): unknown; digest(): Buffer };

  public constructor(secret?: BinaryLike) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  public update(data: BinaryLike): void {
    this.hash.update(data);
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

/** A request to a service of a local cloud. */
export interface SignedRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request signed by a role. */
export async function signedFetch(
  cloud: LocalCloud,
  roleArn: string,
  { service, method, path, headers: given = {}, body }: SignedRequest,
): Promise<Response> {
  const { hostname, port, host, protocol } = new URL(cloud.environment.AWS_ENDPOINT_URL!);
  const [pathname, query] = path.split('?');
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials: cloud.iam.credentialsFor(roleArn, 'function'),
    sha256: Sha256 as never,
  });
  const { headers } = await signer.sign({
    method,
    protocol,
    hostname,
    port: Number(port),
    path: pathname!,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { host, ...given },
    body,
  });
  return fetch(`${protocol}//${host}${path}`, { method, headers, body });
}
