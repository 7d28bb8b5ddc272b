import { signed } from '../../../testing/cli/sign';

test('signs as the AWS SDK does', () => {
  const { authorization, ...headers } = signed({
    url: new URL('http://127.0.0.1:4566/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax/invocations'),
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body: '{"Content":"ünïcode"}',
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
    now: new Date('2026-11-20T12:34:56.789Z'),
  });

  // What SignatureV4 of @smithy/signature-v4 made of the same request.
  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/us-east-1/lambda/aws4_request, ' +
      'SignedHeaders=content-type;host;x-amz-date;x-amz-invocation-type;x-amz-security-token, ' +
      'Signature=a90c9ae4a7e119325c4f28023085b59489990f4e3b518d9070b7c8f06fe71778',
  );
  expect(headers).toEqual({
    'content-type': 'application/json',
    'x-amz-invocation-type': 'Event',
    host: '127.0.0.1:4566',
    'x-amz-date': '20261120T123456Z',
    'x-amz-security-token': 'token',
  });
});
