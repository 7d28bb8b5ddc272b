import { randomUUID } from 'node:crypto';
import { withClientAdvice, withoutInstallation } from './custom-resource-of-cdk';
import {
  parseResponse,
  type CustomResourceResponse,
  type CustomResourceRequest,
} from './custom-resource-response';
import { Deferred } from './deferred';
import {
  CreationFailed,
  type Existing,
  type Provisioned,
  type Provisioner,
  type ProvisioningContext,
  UpdateRefused,
} from './provisioner';
import type { ResponseServer } from './response-server';
import { setStubs } from './stub-advice';
import type { Properties } from './template';
import { functionReferenceIn } from '../cloud/lambda';
import { isObject } from '../inputs';

/** How events reach the functions of custom resources. */
export interface CustomResourceDelivery {
  /**
   * Delivers every custom resource event twice, as Lambda's queue sometimes does. The resource's next event is sent when
   * the function has ended both times.
   * @default false
   */
  readonly duplicateDelivery?: boolean;
  /**
   * How long each custom resource event stays in Lambda's queue before it reaches its function, in milliseconds on the
   * emulator's clock: one delay for each delivery. An event can reach its function after the operation has been
   * canceled and rolled back. The age of the event shows in the `X-Amz-Date` of its `ResponseURL`.
   * @default - every event is delivered once, immediately
   */
  readonly deliveryDelays?: (request: CustomResourceRequest) => readonly number[];
  /**
   * Receives every custom resource request, without its `ResponseURL`.
   * @default - requests are not reported
   */
  readonly onRequest?: (request: CustomResourceRequest) => void;
}

const MAXIMUM_TIMEOUT_SECONDS = 3600;

/** Provisions the custom resources of one type with CloudFormation's protocol for them. */
export class CustomResourceProvisioner implements Provisioner {
  public constructor(
    private readonly resourceType: string,
    private readonly server: ResponseServer,
    private readonly options: CustomResourceDelivery,
  ) {}

  public async create(properties: Properties, context: ProvisioningContext): Promise<Provisioned> {
    checkServiceToken(properties, this.resourceType);
    serviceTimeoutOf(properties);
    const request = this.request('Create', properties, context);
    let response: CustomResourceResponse;
    try {
      response = await this.ask(request, context);
    } catch (error) {
      // it may exist nevertheless: it is deleted by an id that CloudFormation generates
      throw new CreationFailed((error as Error).message, context.physicalName());
    }
    if (response.status === 'FAILED') throw new CreationFailed(response.reason, response.physicalId);
    return provisioned(response);
  }

  public async update(
    existing: Existing,
    properties: Properties,
    context: ProvisioningContext,
  ): Promise<Provisioned> {
    if (existing.properties.ServiceToken !== properties.ServiceToken) {
      throw new UpdateRefused('modifying the service token is not allowed');
    }
    const response = await this.ask(
      {
        ...this.request('Update', properties, context),
        PhysicalResourceId: existing.physicalId,
        OldResourceProperties: textual(withoutInstallation(existing.properties)),
      },
      context,
    );
    if (response.status === 'FAILED') throw new Error(response.reason);
    return provisioned(response);
  }

  public async delete(existing: Existing, context: ProvisioningContext): Promise<void> {
    const request = this.request('Delete', existing.properties, context);
    const response = await this.ask({ ...request, PhysicalResourceId: existing.physicalId }, context);
    if (response.status === 'FAILED') throw new Error(response.reason);
  }

  private request(
    type: CustomResourceRequest['RequestType'],
    properties: Properties,
    { stackId, logicalId }: ProvisioningContext,
  ): CustomResourceRequest {
    return {
      RequestType: type,
      RequestId: randomUUID(),
      StackId: stackId,
      LogicalResourceId: logicalId,
      ResourceType: this.resourceType,
      ResourceProperties: textual(withoutInstallation(properties)),
    };
  }

  /** Sends a request and waits for the first response, until the service timeout or until the operation is canceled. */
  private async ask(
    request: CustomResourceRequest,
    context: ProvisioningContext,
  ): Promise<CustomResourceResponse> {
    const { clock } = context.cloud.emulator;
    const body = new Deferred<string | undefined>();
    const url = await this.server.expect(body.resolve);
    const seconds = serviceTimeoutOf(request.ResourceProperties);
    const onTimeout = () =>
      body.reject(new Error(`no response from the custom resource within ${seconds} seconds`));
    const onAbort = () => body.reject(new Error(`resource ${PROCESSES[request.RequestType]} cancelled`));
    const timer = clock.setTimeout(onTimeout, seconds * 1000);
    context.signal.addEventListener('abort', onAbort);
    if (context.signal.aborted) onAbort();
    try {
      this.options.onRequest?.(request);
      const event = { ...request, ResponseURL: `${url}?${signedAt(context.sentAt())}` };
      const delivered = this.deliver(event, this.delaysOf(request), context, body.reject);
      const response = parseResponse(await body.promise, request);
      if (this.options.duplicateDelivery) await delivered;
      return { ...response, reason: withClientAdvice(response.reason) };
    } finally {
      timer.clear();
      context.signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * A function that fails receives the event again, as often as from Lambda's queue but immediately. After the last
   * failure, CloudFormation would keep waiting; here, we know that it is final, and the wait ends.
   */
  private deliver(
    event: CustomResourceEvent,
    deliveryDelays: readonly number[],
    { cloud }: ProvisioningContext,
    onFailure: (error: Error) => void,
  ): Promise<unknown> {
    const serviceToken = String(event.ResourceProperties.ServiceToken);
    const { result, settled } = cloud.lambda.invokeAsync(serviceToken, event, {
      deliveryDelays,
      retryDelays: [0, 0],
    });
    void result.then(({ condition, error }) => {
      if (condition === 'Success') return;
      const cause = error ? `${error.errorType}: ${error.errorMessage}` : condition;
      onFailure(new Error(`the function failed without a response: ${cause}`));
    }, onFailure);
    return settled;
  }

  private delaysOf(request: CustomResourceRequest): readonly number[] {
    const { duplicateDelivery = false, deliveryDelays } = this.options;
    return deliveryDelays?.(request) ?? (duplicateDelivery ? [0, 0] : [0]);
  }
}

/** A custom resource needs a function that handles it. */
function checkServiceToken({ ServiceToken: token }: Properties, resourceType: string): void {
  if (typeof token === 'string' && functionReferenceIn(token)) return;
  const what = /^arn:[^:]*:sns:/.test(String(token)) ? 'the custom resource of an Amazon SNS topic' : 'it';
  throw new Error(
    `'ServiceToken' must be the ARN of a function, got '${String(token)}': ${what} does not run locally; to stub it,` +
      ` ${setStubs({ types: [resourceType] })}`,
  );
}

/** A request as the function receives it. */
type CustomResourceEvent = CustomResourceRequest & { readonly ResponseURL: string };

const URL_LIFETIME_SECONDS = 7200;

/** The query parameters that tell when a URL was signed. */
function signedAt(time: number): string {
  const date = new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
  return `X-Amz-Date=${date}&X-Amz-Expires=${URL_LIFETIME_SECONDS}`;
}

const PROCESSES = { Create: 'creation', Update: 'update', Delete: 'deletion' };

function provisioned({ physicalId, data, noEcho }: CustomResourceResponse): Provisioned {
  return { physicalId, attributes: data, noEcho };
}

/** The longest time that a response can take. */
function serviceTimeoutOf({ ServiceTimeout: given = MAXIMUM_TIMEOUT_SECONDS }: Properties): number {
  const seconds = Number(given);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAXIMUM_TIMEOUT_SECONDS) return seconds;
  throw new Error(
    `'ServiceTimeout' must be 1 to ${MAXIMUM_TIMEOUT_SECONDS} seconds, got ${JSON.stringify(given)}`,
  );
}

/** Properties in the form that custom resources receive them: every scalar is a string. */
function textual(properties: Properties): Properties {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    return isObject(value) ? textual(value) : String(value);
  };
  const present = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present.map(([key, value]) => [key, convert(value)]));
}
