import { createHash, timingSafeEqual } from 'node:crypto';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { invalidSignature, type Signature } from './signature';
import type { HttpRequest } from '../../http';
import type { AccessKey } from '../request-authorizer';
import { ServiceError } from '../service-error';

type SignedRequest = Parameters<SignatureV4['presign']>[0];

const PAYLOAD_HASH = 'x-amz-content-sha256';
/** The query parameters that presigning adds. */
const QUERY_OF_SIGNATURE =
  /^X-Amz-(?:Algorithm|Credential|Date|Expires|Security-Token|Signature|SignedHeaders)$/;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * Checks that a request was signed with a key whose secret is known: it is signed again, and the result must be the
 * same.
 *
 * @throws UnrecognizedClientException if the session token is not that of the key; InvalidSignatureException
 */
export async function verifySignature(
  request: HttpRequest,
  signature: Signature,
  key: AccessKey,
): Promise<void> {
  if (signature.sessionToken !== key.sessionToken) {
    throw new ServiceError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  const isWhole = payloadIsAsHashed(request);
  const expected = await signedAgain(request, signature, { ...key, accessKeyId: signature.accessKeyId });
  if (!isWhole || !equal(expected, signature.value)) {
    throw invalidSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
}

async function signedAgain(
  request: HttpRequest,
  { region, signedAt, signedHeaders, expiresIn }: Signature,
  credentials: AccessKey & { readonly accessKeyId: string },
): Promise<string> {
  const signer = new SignatureV4({
    service: 'chime',
    region,
    credentials,
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: false,
  });
  const options = { signingDate: signedAt, signableHeaders: new Set(signedHeaders) };
  const unsigned = asSent(request, signedHeaders);
  if (expiresIn === undefined) {
    const { headers } = await signer.sign(unsigned, options);
    return /Signature=([0-9a-f]+)$/.exec(headers.authorization!)![1]!;
  }
  const { query } = await signer.presign(unsigned, { ...options, expiresIn });
  return query!['X-Amz-Signature'] as string;
}

/** The request as it was before signing. */
function asSent(request: HttpRequest, signedHeaders: readonly string[]): SignedRequest {
  const query: Record<string, string[]> = {};
  for (const name of new Set(request.query.keys())) {
    if (!QUERY_OF_SIGNATURE.test(name)) query[name] = request.query.getAll(name);
  }
  const headers = Object.fromEntries(
    signedHeaders.map((name) => [name, [request.headers[name] ?? ''].flat().join(',')]),
  );
  return {
    method: request.method,
    protocol: 'http:',
    hostname: request.headers.host ?? '',
    path: request.path,
    query,
    headers,
    body: request.body,
  };
}

/** A client may send the hash of the body, which is then signed instead of the body. */
function payloadIsAsHashed({ headers, body }: HttpRequest): boolean {
  const given = headers[PAYLOAD_HASH];
  if (given === undefined || given === UNSIGNED_PAYLOAD) return true;
  return (
    given ===
    createHash('sha256')
      .update(body ?? '')
      .digest('hex')
  );
}

function equal(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}
