import { randomUUID } from 'node:crypto';
import { AnswerBox, type ReceivedAnswer } from './answer-box';
import { answerInPlace } from './answer-in-place';
import { ServiceStub } from './service-stub';
import { VirtualTimers } from './virtual-timers';
import { options as adminOptions } from '../../../lambda/app-instance-admin';
import { options as flowOptions } from '../../../lambda/channel-flow';
import { options as associationOptions } from '../../../lambda/channel-flow-association';
import { options as coverageOptions } from '../../../lambda/channel-flow-coverage';
import { options as streamingOptions } from '../../../lambda/messaging-streaming-configuration';
import { createHandler, type HandlerOptions } from '../../../lambda/protocol';

export const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/one';
export const OTHER_APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/two';
export const FLOW = `${APP_INSTANCE}/channel-flow/f1`;
export const BEARER = `${APP_INSTANCE}/user/admin`;

/** The providers of the types other than channel flows. */
const OTHER_PROVIDERS: Readonly<Record<string, HandlerOptions>> = {
  'Custom::ChimeAppInstanceAdmin': adminOptions,
  'Custom::ChimeChannelFlowAssociation': associationOptions,
  'Custom::ChimeChannelFlowCoverage': coverageOptions,
  'Custom::ChimeMessagingStreamingConfiguration': streamingOptions,
};

/** The fields of an event that a test sets; the rest is filled in. */
export interface EventFields {
  readonly RequestType?: string;
  readonly ResourceType?: string;
  readonly RequestId?: string;
  readonly ResponseURL?: string;
  readonly StackId?: string;
  readonly LogicalResourceId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: unknown;
  readonly OldResourceProperties?: unknown;
}

/** Handlers in virtual time, and the receiver of their responses. */
export class ProviderHarness {
  timers = new VirtualTimers();
  readonly log: string[] = [];
  readonly box = new AnswerBox();
  /** The status of the stack that CloudFormation reports; it may throw. */
  stackStatus: () => string | undefined = () => undefined;

  async open(endpoint: string): Promise<void> {
    process.env.AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING = endpoint;
    process.env.AWS_ENDPOINT_URL_CHIME_SDK_IDENTITY = endpoint;
    process.env.AWS_REGION = 'us-east-1';
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
    await this.box.open();
  }

  event(fields: EventFields) {
    return {
      RequestType: 'Create',
      RequestId: randomUUID(),
      ResponseURL: `${this.box.url}&X-Amz-Date=${amzDate(this.timers.now())}`,
      StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/s/1',
      LogicalResourceId: 'Flow',
      ResourceType: 'Custom::ChimeChannelFlow',
      ...fields,
    };
  }

  /** Passes an event to the provider of its type. */
  async handle(fields: EventFields, timeout?: number): Promise<ReceivedAnswer> {
    const before = this.box.answers.length;
    const event = this.event(fields);
    const handler = createHandler({
      ...(OTHER_PROVIDERS[event.ResourceType] ?? flowOptions),
      timers: this.timers,
      log: (line) => void this.log.push(line),
      describeStack: async () => this.stackStatus(),
    });
    await handler(event, this.timers.context(timeout));
    expect(this.box.answers.length).toBe(before + 1);
    return this.box.answers.at(-1)!;
  }

  clear(): void {
    this.box.clear();
    this.log.length = 0;
    this.timers = new VirtualTimers();
    this.stackStatus = () => undefined;
  }

  async close(): Promise<void> {
    await this.box.close();
  }
}

/** A time in the format of CloudFormation's ResponseURLs. */
export function amzDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A harness and its service, for all tests of a file; both are reset for each test. */
export function harnessForFile(): { readonly harness: ProviderHarness; readonly stub: ServiceStub } {
  const stub = new ServiceStub();
  const harness = new ProviderHarness();
  beforeAll(async () => {
    answerInPlace(stub.endpoint, async (request) => stub.answer(request));
    await harness.open(stub.endpoint);
  });
  beforeEach(() => {
    stub.clear();
    harness.clear();
  });
  afterAll(async () => harness.close());
  return { harness, stub };
}
