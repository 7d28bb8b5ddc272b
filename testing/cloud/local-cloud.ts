import { CloudFormationApi, type StackDescription } from './cloudformation-api';
import { EMULATOR } from './emulator-input';
import { LambdaApi } from './lambda-api';
import { ServiceGateway } from './service-gateway';
import { StackExports } from './stack-exports';
import { StoredParameters } from './stored-parameters';
import type { ChimeMessagingEmulator } from '../emulator';
import { check, checkCreated, CREATED } from '../inputs';
import { EventSourceMappings } from './event-sources';
import { LocalEventBus } from './events';
import { LocalIam } from './iam';
import { KinesisApi, LocalKinesis, StreamKeys } from './kinesis';
import { LocalKms } from './kms';
import { LocalLambda } from './lambda';
import { messagingStreamSink } from './messaging-stream-sink';
import { reportFailures } from './report-failures';
import { LocalS3, S3Api } from './s3';

const clouds = new WeakMap<ChimeMessagingEmulator, LocalCloud>();

/** The messages that arrived at a queue, a topic, or a log group, as text. */
export type Inbox = string[];

/**
 * The resources that stacks on one emulator share: identities, functions, the event bus, keys, buckets, streams,
 * queues, topics, log groups, stored parameters, and exports. It makes the emulator ask these identities for permission
 * and invoke these functions.
 */
export class LocalCloud {
  /** The cloud of an emulator. Each emulator has one. */
  public static of(emulator: ChimeMessagingEmulator): LocalCloud {
    check('the emulator of LocalCloud.of', emulator, EMULATOR);
    const existing = clouds.get(emulator);
    if (existing) return existing;
    const created = new LocalCloud(CREATED, emulator);
    clouds.set(emulator, created);
    return created;
  }

  /** Roles, policies, and the owners of access keys. */
  public readonly iam: LocalIam;
  /** The functions. */
  public readonly lambda: LocalLambda;
  /** The default event bus of EventBridge, with its rules. */
  public readonly eventBus: LocalEventBus;
  /** The keys of AWS KMS. */
  public readonly kms: LocalKms;
  /** The buckets of Amazon S3. */
  public readonly s3: LocalS3;
  /** The streams of Kinesis Data Streams. */
  public readonly kinesis: LocalKinesis;
  /** Invokes functions with the records of streams. */
  public readonly eventSourceMappings: EventSourceMappings;
  /** By the ARN of the queue, topic, or log group. */
  public readonly inboxes = new Map<string, Inbox>();
  /** The parameters of Systems Manager. */
  public readonly storedParameters = new StoredParameters();
  /** The exports of the stacks. */
  public readonly exports = new StackExports();
  /** The existing stacks, by name. */
  public readonly stacks = new Map<string, StackDescription>();
  private readonly cloudFormation: CloudFormationApi;
  private readonly gateway: ServiceGateway;

  private constructor(
    created: symbol,
    /** The emulator that this cloud belongs to. */
    public readonly emulator: ChimeMessagingEmulator,
  ) {
    checkCreated(created, 'LocalCloud.of()');
    const { clock, partition, region, account } = emulator;
    this.iam = new LocalIam({ now: () => clock.now() });
    this.cloudFormation = new CloudFormationApi({
      iam: this.iam,
      stacks: this.stacks,
      arnOf: (name) => `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`,
    });
    this.lambda = new LocalLambda({
      clock,
      iam: this.iam,
      // no function call leaves this machine: services that are not here respond with advice
      environment: () => this.environment,
      deliver: (arn, record) => this.send(arn, record),
    });
    reportFailures(this.lambda, emulator);
    const now = () => clock.now();
    this.s3 = new LocalS3(now);
    const arnPrefix = `arn:${partition}:kinesis:${region}:${account}:stream/`;
    this.kms = new LocalKms({ iam: this.iam, arnPrefix: `arn:${partition}:kms:${region}:${account}:` });
    const { iam, kms, s3 } = this;
    this.kinesis = new LocalKinesis({ now, arnPrefix, keyArnOf: (keyId) => kms.keyArnOf(keyId) });
    const { kinesis } = this;
    const keys = new StreamKeys({ kms, region });
    this.gateway = new ServiceGateway([
      new LambdaApi(this),
      new S3Api({ iam, kms, s3, partition, region, now }),
      new KinesisApi({ iam, kinesis, keys, account, arnPrefix, now }),
    ]);
    this.eventSourceMappings = new EventSourceMappings({
      clock,
      iam,
      kinesis,
      keys,
      lambda: this.lambda,
      deliver: (arn, record) => this.send(arn, record),
    });
    this.eventBus = new LocalEventBus({
      clock,
      send: (arn, event, ruleArn) =>
        this.send(arn, event, {
          service: 'events.amazonaws.com',
          sourceArn: ruleArn,
          sourceAccount: emulator.account,
        }),
    });

    emulator.onClose(() => {
      this.eventBus.close();
      this.eventSourceMappings.close();
      this.lambda.shutDown();
      void this.cloudFormation.close();
      void this.gateway.close();
    });
    emulator.onEvent((event) => this.eventBus.publish(event));
    emulator.useAuthorizer(this.iam);
    emulator.useStreamSink(messagingStreamSink({ iam, kinesis, keys, partition, account }));
    emulator.useProcessorInvoker({
      invoke: async ({ functionArn, payload, servicePrincipal, sourceArn, sourceAccount }) => {
        const caller = { service: servicePrincipal, sourceArn, sourceAccount };
        this.lambda.invokeAsService(functionArn, payload, caller);
      },
    });
  }

  /** Environment variables that send the AWS SDK of a function to the services of this machine. */
  public get environment(): Record<string, string> {
    const { endpoint, environment } = this.emulator;
    return {
      AWS_ENDPOINT_URL: endpoint,
      ...this.gateway.environment,
      ...environment,
      ...this.cloudFormation.environment,
    };
  }

  /** Starts the services that functions can call in addition to the emulator. Await it before functions run. */
  public async start(): Promise<void> {
    await Promise.all([this.cloudFormation.start(), this.gateway.start()]);
  }

  /**
   * Sends a message to a target or destination; a service that sends it to a function needs the function's permission.
   */
  private async send(
    arn: string,
    message: unknown,
    caller?: Parameters<LocalLambda['invokeAsService']>[2],
  ): Promise<void> {
    if (arn.split(':')[2] === 'lambda') {
      if (caller) this.lambda.invokeAsService(arn, message, caller);
      else this.lambda.invokeAsync(arn, message);
      return;
    }
    const inbox = this.inboxes.get(arn.replace(/:\*$/, '')); // a log group's ARN may or may not end with :*
    if (!inbox) throw new Error(`there is no such target: ${arn}`);
    inbox.push(JSON.stringify(message));
  }
}
