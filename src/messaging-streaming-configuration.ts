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
 * The streams that get the data of an app instance.
 */
export interface IMessagingStreamingConfiguration extends IResource {
  /**
   * The ARN of the app instance.
   *
   * @attribute
   */
  readonly appInstanceArn: string;

  /**
   * The stream that gets events of channels, memberships, bans and moderators, if it is known.
   */
  readonly channelStream?: kinesis.IStream;

  /**
   * The stream that gets events of messages, if it is known.
   */
  readonly channelMessageStream?: kinesis.IStream;
}

/**
 * Attributes of an existing streaming configuration.
 */
export interface MessagingStreamingConfigurationAttributes {
  /**
   * The app instance: a `CfnAppInstance`, or an existing one by `AppInstance.fromAppInstanceArn()`.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The stream that gets events of channels, memberships, bans and moderators.
   *
   * @default - not known
   */
  readonly channelStream?: kinesis.IStream;

  /**
   * The stream that gets events of messages.
   *
   * @default - not known
   */
  readonly channelMessageStream?: kinesis.IStream;
}

/**
 * Properties of a streaming configuration.
 */
export interface MessagingStreamingConfigurationProps {
  /**
   * The app instance: a `CfnAppInstance`, or an existing one by `AppInstance.fromAppInstanceArn()`. A change replaces the
   * configuration.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The stream that gets events of channels, memberships, bans and moderators. Its name must begin with `chime-messaging-`. It must be
   * in the account and Region of the app instance, and have server-side encryption and at least two shards, or on-demand capacity.
   *
   * @default - these events go where they went before. One of the streams is required.
   */
  readonly channelStream?: kinesis.IStream;

  /**
   * The stream that gets events of messages, with what `channelStream` must have. It can be the same stream.
   *
   * @default - these events go where they went before. One of the streams is required.
   */
  readonly channelMessageStream?: kinesis.IStream;

  /**
   * Whether the app instance keeps the configuration when this construct is removed from the stack.
   *
   * @default RemovalPolicy.DESTROY - what still goes to these streams no longer goes anywhere
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The function that manages the configuration. It can't be changed later, because CloudFormation doesn't move a custom resource to
   * another function.
   *
   * @default - one provider for all configurations of the stack
   */
  readonly provider?: IMessagingStreamingConfigurationProvider;
}

/**
 * Streams the data of an app instance to Amazon Kinesis, so that your functions hear of channels and messages, for example.
 *
 * An app instance has one stream for each of the two data types, which everything in the account shares. A deployment fails if
 * somebody else has configured another stream for the same data type. A data type that you don't configure keeps the stream that it
 * has. When you remove the construct, only what still goes to its streams ends.
 *
 * The service has no call that ends the streaming of one data type, and whether `PutMessagingStreamingConfigurations` keeps what it
 * doesn't name is not documented. If it does, the provider deletes all streams and puts the other one back at once, which interrupts
 * the other data type for a moment. This can happen when you remove the construct, or one of its two streams.
 *
 * A stack has at most one configuration for an app instance, and its logical id comes from what the ARN of the app instance is when it
 * is deployed: you can rename the construct. To move it to another stack, first set `removalPolicy` to `RETAIN`, because the deletion
 * in the former stack can't tell whose configuration it is.
 *
 * The service writes with its service-linked role `AWSServiceRoleForChimeSDKMessaging`, which the first configuration of an account
 * creates. If a stream is encrypted with a key of your own, the policy of the key must allow `kms:GenerateDataKey` to this role, as keys
 * that the AWS CDK creates do.
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
   * @param attributes the app instance, and the streams that get its data
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
    // two tokens may turn out to be one app instance
    this.node.addValidation({ validate: () => this.conflicts(this.identity()) });
  }

  private validateOnlyConfiguration(): void {
    const [conflict] = this.conflicts(identityOf(this, this.appInstanceArn));
    if (conflict !== undefined) throw new ValidationError(conflict, this);
  }

  private identity(): string {
    return streamingConfigurationIdOf(this, this.appInstanceArn);
  }

  /** Nothing in the service tells two configurations of an app instance apart. */
  private conflicts(identity: string): string[] {
    const stack = Stack.of(this);
    const known = configurations.get(stack) ?? new Map<string, MessagingStreamingConfiguration>();
    configurations.set(stack, known);
    const other = known.get(identity) ?? this;
    known.set(identity, other);
    if (other === this) return [];
    return [
      `'appInstance' must not have another streaming configuration in the stack, got one in ${shown(other)}: pass both streams to one`,
    ];
  }
}

/** The configurations of stacks, by what identifies their app instance. */
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

/** Checks the streams, of which there must be one. */
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
