import {
  ChimeSDKIdentityClient,
  CreateAppInstanceAdminCommand,
  CreateAppInstanceCommand,
  CreateAppInstanceUserCommand,
} from '@aws-sdk/client-chime-sdk-identity';
import {
  AssociateChannelFlowCommand,
  ChannelFlowCallbackCommand,
  ChimeSDKMessagingClient,
  CreateChannelCommand,
  CreateChannelFlowCommand,
  DisassociateChannelFlowCommand,
  SendChannelMessageCommand,
  type ChannelMessageCallback,
  type CreateChannelCommandInput,
  type Processor,
  type SendChannelMessageCommandInput,
} from '@aws-sdk/client-chime-sdk-messaging';
import {
  type ChannelFlowEvent,
  ChimeMessagingEmulator,
  type ChimeMessagingEmulatorOptions,
  type ProcessorFunction,
} from '../../../testing/emulator';

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:processor';

const running: Fixture[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((fixture) => fixture.close()));
});

/** An emulator with an app instance, an admin, and two users, and SDK clients for it. */
export async function newFixture(options?: ChimeMessagingEmulatorOptions): Promise<Fixture> {
  const fixture = new Fixture(await ChimeMessagingEmulator.start(options));
  running.push(fixture);
  await fixture.populate();
  return fixture;
}

export class Fixture {
  public readonly messaging: ChimeSDKMessagingClient;
  public readonly identity: ChimeSDKIdentityClient;
  public appInstance = '';
  public admin = '';
  public alice = '';
  public bob = '';

  public constructor(public readonly emulator: ChimeMessagingEmulator) {
    const config = {
      endpoint: emulator.endpoint,
      region: emulator.region,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
    };
    this.messaging = new ChimeSDKMessagingClient(config);
    this.identity = new ChimeSDKIdentityClient(config);
  }

  public async populate(): Promise<void> {
    this.appInstance = await this.newAppInstance('chat');
    this.admin = await this.newUser('admin');
    this.alice = await this.newUser('alice');
    this.bob = await this.newUser('bob');
    const admin = { AppInstanceArn: this.appInstance, AppInstanceAdminArn: this.admin };
    await this.identity.send(new CreateAppInstanceAdminCommand(admin));
  }

  public async newAppInstance(Name: string): Promise<string> {
    const command = new CreateAppInstanceCommand({ Name, ClientRequestToken: `app-${Name}` });
    return (await this.identity.send(command)).AppInstanceArn!;
  }

  public async newUser(
    AppInstanceUserId: string,
    AppInstanceArn: string = this.appInstance,
  ): Promise<string> {
    const input = { AppInstanceArn, AppInstanceUserId, Name: AppInstanceUserId };
    const ClientRequestToken = `user-${this.emulator.requests.length}`;
    const command = new CreateAppInstanceUserCommand({ ...input, ClientRequestToken });
    return (await this.identity.send(command)).AppInstanceUserArn!;
  }

  /** Alice's private channel, with Bob as a member. */
  public async newChannel(input: Partial<CreateChannelCommandInput> = {}): Promise<string> {
    const wanted = {
      Name: 'channel',
      AppInstanceArn: this.appInstance,
      ChimeBearer: this.alice,
      MemberArns: [this.bob],
    };
    return (await this.messaging.send(new CreateChannelCommand({ ...wanted, ...input }))).ChannelArn!;
  }

  public async newFlow(processors: Processor[] = [processor()], Name: string = 'flow'): Promise<string> {
    const input = { AppInstanceArn: this.appInstance, Name, Processors: processors };
    return (await this.messaging.send(new CreateChannelFlowCommand(input))).ChannelFlowArn!;
  }

  public async associate(
    ChannelArn: string,
    ChannelFlowArn: string,
    ChimeBearer: string = this.alice,
  ): Promise<void> {
    await this.messaging.send(new AssociateChannelFlowCommand({ ChannelArn, ChannelFlowArn, ChimeBearer }));
  }

  public async takeFlowOff(ChannelArn: string, ChannelFlowArn: string): Promise<void> {
    const input = { ChannelArn, ChannelFlowArn, ChimeBearer: this.alice };
    await this.messaging.send(new DisassociateChannelFlowCommand(input));
  }

  /** A channel of Alice and Bob with a flow. */
  public async newModeratedChannel(processors?: Processor[]): Promise<string> {
    const channel = await this.newChannel();
    await this.associate(channel, await this.newFlow(processors));
    return channel;
  }

  /** Sends a message from Alice; returns its id. */
  public async send(
    ChannelArn: string,
    Content: string,
    input: Partial<SendChannelMessageCommandInput> = {},
  ): Promise<string> {
    const message = {
      ChannelArn,
      Content,
      ChimeBearer: this.alice,
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    } as const;
    return (await this.messaging.send(new SendChannelMessageCommand({ ...message, ...input }))).MessageId!;
  }

  /** Calls back for an event that a processor was invoked with. */
  public async callBack(
    { CallbackId, ChannelMessage }: ChannelFlowEvent,
    changes: Partial<ChannelMessageCallback> = {},
    DeleteResource?: boolean,
  ): Promise<void> {
    const message = { MessageId: ChannelMessage.MessageId, ...changes };
    const input = {
      CallbackId,
      ChannelArn: ChannelMessage.ChannelArn,
      ChannelMessage: message,
      DeleteResource,
    };
    await this.messaging.send(new ChannelFlowCallbackCommand(input));
  }

  /** A processor that keeps the events that it is invoked with, and lets a test wait for them. */
  public holdProcessor(arn: string = FUNCTION_ARN): HeldProcessor {
    const held = new HeldProcessor();
    this.emulator.useProcessorFunction(arn, held.handle);
    return held;
  }

  /** The event types of a message's deliveries, with their recipients. */
  public shown(messageId: string): string[] {
    return this.emulator
      .deliveries(messageId)
      .map(
        ({ eventType, recipients, content }) =>
          `${eventType} to ${recipients.map(nameOf).join('+')}: ${content}`,
      );
  }

  public async close(): Promise<void> {
    this.messaging.destroy();
    this.identity.destroy();
    await this.emulator.close();
  }
}

export class HeldProcessor {
  private readonly events: ChannelFlowEvent[] = [];
  private readonly waiting: ((event: ChannelFlowEvent) => void)[] = [];

  public readonly handle: ProcessorFunction = async (event) => {
    const next = this.waiting.shift();
    if (next) next(event);
    else this.events.push(event);
  };

  /** The next event, once it arrives. */
  public next(): Promise<ChannelFlowEvent> {
    const event = this.events.shift();
    return event ? Promise.resolve(event) : new Promise((resolve) => this.waiting.push(resolve));
  }
}

export function processor(
  ExecutionOrder: number = 1,
  FallbackAction: 'ABORT' | 'CONTINUE' = 'ABORT',
  ResourceArn: string = FUNCTION_ARN,
): Processor {
  return {
    Name: `processor ${ExecutionOrder}`,
    Configuration: { Lambda: { ResourceArn, InvocationType: 'ASYNC' } },
    ExecutionOrder,
    FallbackAction,
  };
}

export function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The error of a refused call. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return `${$metadata?.httpStatusCode} ${name}`;
  }
  return 'accepted';
}

/** Waits for something that soon happens in real time. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
