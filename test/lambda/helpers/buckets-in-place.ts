import { answerInPlace } from './answer-in-place';
import type { LocalCloud } from '../../../testing/cloud';
import type { HttpAnswer, HttpRequest } from '../../../testing/http';
import { toHttpRequest, toStreamedResponse } from '../../matrix/wire';

/** The only part of a signature that the local S3 reads: the access key. */
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, Signature=none';

/** Connects the file's SDK clients to the buckets of a cloud without sockets. Returns the endpoint to set for them. */
export function reachBucketsInPlace(cloud: LocalCloud): string {
  const { gateway } = cloud as unknown as {
    gateway: { answer: (request: HttpRequest) => Promise<HttpAnswer> };
  };
  const endpoint = 'http://127.0.0.1:4566'; // nothing listens there
  answerInPlace(endpoint, async (request) =>
    toStreamedResponse(await gateway.answer(toHttpRequest(request, { authorization: AUTHORIZATION }))),
  );
  return endpoint;
}
