import { type IResource, Lazy, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  type IMessagingStreamingConfigurationProvider,
  MessagingStreamingConfigurationProvider,
} from './messaging-streaming-configuration-provider';
import {
  MESSAGING_STREAMING_CONFIGURATION_RESOURCE_TYPE,
  type MessagingStreamingConfigurationProperties,
} from './private/protocol';
import { ChimeCustomResource } from './private/providers';
import {
  identityOf,
  type Shape,
  shown,
  streamingConfigurationIdOf,
  validateAppInstanceArn,
  validateEnvironment,
  validateEnvironmentOfProvider,
  validateStream,
  validateStruct,
  ValidationError,
  warnOfRegion,
  within,
} from './private/validation';

/**
 * The streams that receive the data of an app instance.
 */
export interface IMessagingStreamingConfiguration extends IResource {
  /**
   * The ARN of the app instance.
   *
   * @attribute
   */
  readonly appInstanceArn: string;

  /**
   * The stream that receives channel, membership, ban, and moderator events, if it is known.
   */
  readonly channelStream?: kinesis.IStream;

  /**
   * The stream that receives message events, if it is known.
   */
  readonly channelMessageStream?: kinesis.IStream;
}

/**
 * Attributes of an existing streaming configuration.
 */
export interface MessagingStreamingConfigurationAttributes {
  /**
   * The app instance: a `CfnAppInstance`, or an existing one imported with `AppInstance.fromAppInstanceArn()`.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The stream that receives channel, membership, ban, and moderator events.
   *
   * @default - not known
   */
  readonly channelStream?: kinesis.IStream;

  /**
   * The stream that receives message events.
   *
   * @default - not known
   */
  readonly channelMessageStream?: kinesis.IStream;
}

/**
 * Properties for a streaming configuration.
 */
export interface MessagingStreamingConfigurationProps {
  /**
   * The app instance: a `CfnAppInstance`, or an existing one imported with `AppInstance.fromAppInstanceArn()`. If you change it,
   * the configuration is replaced.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The stream that receives channel, membership, ban, and moderator events. Its name must begin with `chime-messaging-`. It must
   * be in the account and Region of the app instance, and have server-side encryption and at least two shards, or on-demand
   * capacity.
   *
   * @default - these events continue to go to their current stream, if any. At least one of the two streams is required.
   */
  readonly channelStream?: kinesis.IStream;

  /**
   * The stream that receives message events. It must meet the same requirements as `channelStream`, and can be the same stream.
   *
   * @default - these events continue to go to their current stream, if any. At least one of the two streams is required.
   */
  readonly channelMessageStream?: kinesis.IStream;

  /**
   * Whether the app instance keeps the configuration when this construct is removed from the stack.
   *
   * @default RemovalPolicy.DESTROY - data that still goes to these streams is no longer streamed
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The provider that manages the configuration. You can't change it later, because CloudFormation doesn't move a custom resource
   * to another function.
   *
   * @default - one provider for all configurations in the stack
   */
  readonly provider?: IMessagingStreamingConfigurationProvider;
}

/**
 * Streams the data of an app instance to Amazon Kinesis, so that your functions can, for example, react to channels and messages.
 *
 * An app instance has one stream for each of the two data types, shared by everything in the account. The deployment fails if a
 * different stream was configured elsewhere for the same data type. A data type that you don't configure keeps its current stream.
 * When you remove the construct, only data that still goes to its streams is no longer streamed.
 *
 * The service has no API call to stop streaming a single data type, and doesn't document whether
 * `PutMessagingStreamingConfigurations` keeps a data type that the call leaves out. If it does, the provider deletes all streams
 * and immediately restores the other one, which briefly interrupts the other data type. This can happen when you remove the
 * construct or one of its two streams.
 *
 * A stack can have only one configuration per app instance. Its logical id is derived from the ARN that the app instance has when
 * it is deployed, so you can rename the construct. To move it to another stack, first set `removalPolicy` to `RETAIN`, because the
 * deletion in the previous stack can't tell which stack the configuration belongs to.
 *
 * The service writes with its service-linked role `AWSServiceRoleForChimeSDKMessaging`, which the first configuration in an
 * account creates. If a stream is encrypted with your own key, the key policy must allow this role to call `kms:GenerateDataKey`.
 * The policies of keys that the AWS CDK creates allow this.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/streaming-export.html
 */
@propertyInjectable
export class MessagingStreamingConfiguration extends Resource implements IMessagingStreamingConfiguration {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string =
    'cdk-chime-sdk-messaging.MessagingStreamingConfiguration';

  /**
   * Refers to an existing streaming configuration by its attributes.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param attributes the app instance, and the streams that receive its data
   */
  public static fromMessagingStreamingConfigurationAttributes(
    scope: Construct,
    id: string,
    attributes: MessagingStreamingConfigurationAttributes,
  ): IMessagingStreamingConfiguration {
    validateStruct(within(scope, id), 'attributes', attributes, ATTRIBUTES);
    return new ImportedMessagingStreamingConfiguration(scope, id, attributes);
  }

  public readonly appInstanceArn: string;
  public readonly channelStream?: kinesis.IStream;
  public readonly channelMessageStream?: kinesis.IStream;

  public constructor(scope: Construct, id: string, props: MessagingStreamingConfigurationProps) {
    validateStruct(within(scope, id), 'props', props, PROPS, {
      allowOthers: new.target !== MessagingStreamingConfiguration,
    });
    super(scope, id);
    const { appInstance, channelStream, channelMessageStream } = props;
    this.appInstanceArn = validAppInstanceArn(this, appInstance);
    this.channelStream = channelStream;
    this.channelMessageStream = channelMessageStream;
    validateEnvironmentOfProvider(this, props.provider);
    warnOfRegion(this, appInstance);
    validateStreams(this, props);
    this.validateOnlyConfiguration();

    const provider: IMessagingStreamingConfigurationProvider =
      props.provider ?? MessagingStreamingConfigurationProvider._of(this);
    const properties: MessagingStreamingConfigurationProperties = {
      AppInstanceArn: this.appInstanceArn,
      Streams: { Channel: channelStream?.streamArn, ChannelMessage: channelMessageStream?.streamArn },
    };
    const resource = new ChimeCustomResource(this, 'Resource', {
      type: MESSAGING_STREAMING_CONFIGURATION_RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider._serviceTimeout,
      properties,
    });
    resource.overrideLogicalId(Lazy.uncachedString({ produce: () => this.identity() }));
    if (props.removalPolicy !== undefined) resource.applyRemovalPolicy(props.removalPolicy);
    resource.node.addDependency(...provider._allowStream(this, this.appInstanceArn, properties.Streams));
    // two tokens may resolve to one app instance
    this.node.addValidation({ validate: () => this.conflicts(this.identity()) });
  }

  private validateOnlyConfiguration(): void {
    const [conflict] = this.conflicts(identityOf(this, this.appInstanceArn));
    if (conflict !== undefined) throw new ValidationError(conflict, this);
  }

  private identity(): string {
    return streamingConfigurationIdOf(this, this.appInstanceArn);
  }

  /** The service cannot tell two configurations of an app instance apart. */
  private conflicts(identity: string): string[] {
    const stack = Stack.of(this);
    const known = configurations.get(stack) ?? new Map<string, MessagingStreamingConfiguration>();
    configurations.set(stack, known);
    const other = known.get(identity) ?? this;
    known.set(identity, other);
    if (other === this) return [];
    return [
      `'appInstance' must not have another streaming configuration in the stack, got one in ${shown(other)}: pass both streams to one configuration`,
    ];
  }
}

/** The configurations of each stack, by the identity of their app instance. */
const configurations = new WeakMap<Stack, Map<string, MessagingStreamingConfiguration>>();

const ATTRIBUTES: Shape<MessagingStreamingConfigurationAttributes> = {
  appInstance: 'appInstance',
  channelStream: 'stream?',
  channelMessageStream: 'stream?',
};

const PROPS: Shape<MessagingStreamingConfigurationProps> = {
  ...ATTRIBUTES,
  removalPolicy: RemovalPolicy,
  provider: 'messagingStreamingConfigurationProvider?',
};

function validAppInstanceArn(scope: Construct, appInstance: aws_chime.IAppInstanceRef): string {
  const { appInstanceArn } = appInstance.appInstanceRef;
  validateAppInstanceArn(scope, 'appInstance', appInstanceArn);
  validateEnvironment(scope, 'appInstance', appInstance);
  return appInstanceArn;
}

/** Checks the streams; at least one is required. */
function validateStreams(
  scope: Construct,
  { channelStream, channelMessageStream }: MessagingStreamingConfigurationAttributes,
): void {
  if (!channelStream && !channelMessageStream) {
    throw new ValidationError("'channelStream' or 'channelMessageStream' must be set, got neither", scope);
  }
  if (channelStream) validateStream(scope, 'channelStream', channelStream);
  if (channelMessageStream) validateStream(scope, 'channelMessageStream', channelMessageStream);
}

class ImportedMessagingStreamingConfiguration extends Resource implements IMessagingStreamingConfiguration {
  public readonly appInstanceArn: string;
  public readonly channelStream?: kinesis.IStream;
  public readonly channelMessageStream?: kinesis.IStream;

  public constructor(scope: Construct, id: string, attributes: MessagingStreamingConfigurationAttributes) {
    super(scope, id);
    this.appInstanceArn = validAppInstanceArn(this, attributes.appInstance);
    this.channelStream = attributes.channelStream;
    this.channelMessageStream = attributes.channelMessageStream;
    validateStreams(this, attributes);
  }
}
