import type { HttpAnswer, HttpRequest } from '../http';
import type { LocalIam } from './iam';
import { parseFunctionReference, type LocalLambda } from './lambda';
import { callerOf } from './signed-request';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Options for `LambdaApi`. */
export interface LambdaApiOptions {
  readonly iam: LocalIam;
  readonly lambda: LocalLambda;
}

/**
 * The part of Lambda's API that functions use to call each other: `Invoke`. The caller's policies must allow the
 * action; signatures are not verified.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class LambdaApi {
  public constructor(private readonly options: LambdaApiOptions) {}

  /** Responds to a request, if it is for this API. */
  public async answer(request: HttpRequest): Promise<HttpAnswer | undefined> {
    const [, encoded] = INVOKE.exec(request.path) ?? [];
    if (encoded === undefined || request.method !== 'POST') return undefined;
    const name = decodeURIComponent(encoded);
    const { iam, lambda } = this.options;
    const found = lambda.find(name);
    if (!found) return failure(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    const { functionArn } = found.configuration;
    const qualifier = request.query.get('Qualifier') ?? parseFunctionReference(name).qualifier;
    const reference = qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`;
    const decision = iam.authorize({
      accessKeyId: callerOf(request).accessKeyId,
      action: 'lambda:InvokeFunction',
      resources: [reference],
    });
    if (!decision.allowed) return failure(403, 'AccessDeniedException', decision.reason ?? 'access denied');
    return this.invoke(reference, request);
  }

  private async invoke(reference: string, { headers, body }: HttpRequest): Promise<HttpAnswer> {
    const { lambda } = this.options;
    const event = eventIn(body);
    if (event === undefined) {
      return failure(400, 'InvalidRequestContentException', 'Could not parse request body into json');
    }
    if (headers['x-amz-invocation-type'] === 'DryRun') {
      return { statusCode: 204, headers: {}, body: undefined };
    }
    if (headers['x-amz-invocation-type'] === 'Event') {
      lambda.invokeAsync(reference, event).result.catch(() => {}); // the function's log says why it failed
      return { statusCode: 202, headers: {}, body: '' };
    }
    const { payload, functionError, requestId } = await lambda.invoke(reference, event);
    return {
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amz-executed-version': '$LATEST',
        ...(functionError && { 'x-amz-function-error': functionError }),
      },
      body: JSON.stringify(payload ?? null),
    };
  }
}

/** The event in a body, which is empty by default; undefined if the body is not JSON. */
function eventIn(body: Buffer | undefined): unknown {
  if (!body || body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function failure(statusCode: number, code: string, message: string): HttpAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ Type: 'User', Message: message, message }),
  };
}
