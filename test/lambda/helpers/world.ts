import { randomUUID } from 'node:crypto';
import { AnswerBox, type ReceivedAnswer } from './answer-box';
import { ServiceStub } from './service-stub';
import { VirtualTimers } from './virtual-timers';
import { NOT_CREATED as FLOW_NOT_CREATED } from '../../../lambda/channel-flow/delete-unknown';
import { lookupProvider } from '../../../lambda/channel-flow/lookup';
import { channelFlowProvider } from '../../../lambda/channel-flow/provider';
import { NOT_CREATED as ASSOCIATION_NOT_CREATED } from '../../../lambda/channel-flow-association/physical-id';
import { associationProvider } from '../../../lambda/channel-flow-association/provider';
import { createHandler } from '../../../lambda/protocol/handler';

export const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/one';
export const OTHER_APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/two';
export const FLOW = `${APP_INSTANCE}/channel-flow/f1`;
export const BEARER = `${APP_INSTANCE}/user/admin`;

/** What a test says of an event; the rest is filled in. */
export interface EventFields {
  readonly RequestType?: string;
  readonly ResourceType?: string;
  readonly RequestId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: unknown;
  readonly OldResourceProperties?: unknown;
}

/** Handlers in virtual time, and the place that their answers go to. */
export class World {
  timers = new VirtualTimers();
  readonly log: string[] = [];
  readonly box = new AnswerBox();

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
      ResponseURL: this.box.url,
      StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/s/1',
      LogicalResourceId: 'Flow',
      ResourceType: 'Custom::ChimeChannelFlow',
      ...fields,
    };
  }

  /** Gives an event to the provider of its type. */
  async handle(fields: EventFields, timeout?: number): Promise<ReceivedAnswer> {
    const before = this.box.answers.length;
    const event = this.event(fields);
    const options = { timers: this.timers, log: (line: string) => void this.log.push(line) };
    const handler =
      event.ResourceType === 'Custom::ChimeChannelFlowAssociation'
        ? createHandler({
            notCreated: ASSOCIATION_NOT_CREATED,
            providers: { 'Custom::ChimeChannelFlowAssociation': associationProvider },
            ...options,
          })
        : createHandler({
            notCreated: FLOW_NOT_CREATED,
            providers: {
              'Custom::ChimeChannelFlow': channelFlowProvider,
              'Custom::ChimeChannelFlowLookup': lookupProvider,
            },
            ...options,
          });
    await handler(event, this.timers.context(timeout));
    expect(this.box.answers.length).toBe(before + 1);
    return this.box.answers.at(-1)!;
  }

  clear(): void {
    this.box.clear();
    this.log.length = 0;
    this.timers = new VirtualTimers();
  }

  async close(): Promise<void> {
    await this.box.close();
  }
}

/** A world and the service in it, for all tests of a file; each test finds both as new. */
export function worldForFile(): { readonly world: World; readonly stub: ServiceStub } {
  const stub = new ServiceStub();
  const world = new World();
  beforeAll(async () => {
    await stub.open();
    await world.open(stub.endpoint);
  });
  beforeEach(() => {
    stub.clear();
    world.clear();
  });
  afterAll(async () => {
    await world.close();
    await stub.close();
  });
  return { world, stub };
}
