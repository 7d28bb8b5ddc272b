import { type IResource, Lazy, Resource, Stack } from 'aws-cdk-lib';
import { CfnChannel } from 'aws-cdk-lib/aws-chime';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  ChannelFlowAssociationProvider,
  type IChannelFlowAssociationProvider,
} from './channel-flow-association-provider';
import type { ChimeBearer } from './chime-bearer';
import {
  CHANNEL_FLOW_ASSOCIATION_RESOURCE_TYPE,
  type ChannelFlowAssociationProperties,
} from './private/protocol';
import { ChimeCustomResource } from './private/providers';
import {
  appInstanceArnOfFlow,
  appInstanceArnOfResource,
  areDifferent,
  associationIdOf,
  forFlow,
  got,
  identityOf,
  knownAppInstanceArn,
  type Shape,
  shown,
  validateEnvironment,
  validateEnvironmentOfBearer,
  validateEnvironmentOfProvider,
  validateResourceArn,
  validateStruct,
  ValidationError,
  within,
} from './private/validation';

/**
 * The association of a channel with a channel flow.
 */
export interface IChannelFlowAssociation extends IResource {
  /**
   * The ARN of the channel.
   *
   * @attribute
   */
  readonly channelArn: string;

  /**
   * The ARN of the flow.
   *
   * @attribute
   */
  readonly channelFlowArn: string;
}

/**
 * Options for associating a channel.
 */
export interface ChannelFlowAssociationOptions {
  /**
   * The channel: a `CfnChannel`, or an existing one imported with `Channel.fromChannelArn()`. A channel has at most one flow, so a
   * stack can have only one association per channel. If you change the channel, the previous one is left without a flow.
   */
  readonly channel: aws_chime.IChannelRef;

  /**
   * The user or bot that associates the channel: a moderator of the channel, such as its creator, or an admin of the app instance.
   */
  readonly bearer: ChimeBearer;

  /**
   * The provider that manages the association. You can't change it later, because CloudFormation doesn't move a custom resource to
   * another function.
   *
   * @default - one provider for all associations in the stack
   */
  readonly provider?: IChannelFlowAssociationProvider;
}

/**
 * Properties for a channel flow association.
 */
export interface ChannelFlowAssociationProps extends ChannelFlowAssociationOptions {
  /**
   * The flow: a `ChannelFlow`, a `CfnChannelFlow`, or an import.
   */
  readonly channelFlow: aws_chime.IChannelFlowRef;
}

/**
 * The association of a channel with a channel flow: each message sent to the channel goes through the flow.
 *
 * If the channel already has another flow, this one replaces it.
 *
 * An association is identified by its channel: its logical id is derived from the ARN that the channel has when it is deployed,
 * whatever expression the template has for it. You can rename the construct, reorder it in a list, or give the channel another
 * flow, and the channel ends up with its flow. If the ARN comes from another source (a parameter instead of a literal, or a channel
 * that moves to another stack), CloudFormation sees a different association. To keep the previous one, pin its logical id with
 * `overrideLogicalId()` on the construct's default child.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/APIReference/API_messaging-chime_AssociateChannelFlow.html
 */
@propertyInjectable
export class ChannelFlowAssociation extends Resource implements IChannelFlowAssociation {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-chime-sdk-messaging.ChannelFlowAssociation';

  public readonly channelArn: string;
  public readonly channelFlowArn: string;

  public constructor(scope: Construct, id: string, props: ChannelFlowAssociationProps) {
    validateStruct(within(scope, id), 'props', props, PROPS, {
      allowOthers: new.target !== ChannelFlowAssociation,
    });
    super(scope, id);
    this.channelArn = channelArnOf(props.channel);
    this.channelFlowArn = props.channelFlow.channelFlowRef.channelFlowArn;
    validateResourceArn(this, 'channel', this.channelArn, 'channel');
    validateResourceArn(this, 'channelFlow', this.channelFlowArn, 'channel-flow');
    const appInstanceArn =
      appInstanceArnOfResource(props.channelFlow) ?? appInstanceArnOfFlow(this.channelFlowArn);
    validateEnvironment(this, 'channel', props.channel);
    validateEnvironment(this, 'channelFlow', props.channelFlow);
    validateEnvironmentOfBearer(this, 'bearer', props.bearer.bearerArn, props.bearer._env);
    validateEnvironmentOfProvider(this, props.provider);
    this.validateAppInstance(props, appInstanceArn);
    this.validateOnlyFlow();

    const provider: IChannelFlowAssociationProvider =
      props.provider ?? ChannelFlowAssociationProvider._of(this);
    const properties: ChannelFlowAssociationProperties = {
      ChannelArn: this.channelArn,
      ChannelFlowArn: this.channelFlowArn,
      ChimeBearer: props.bearer.bearerArn,
    };
    const resource = new ChimeCustomResource(this, 'Resource', {
      type: CHANNEL_FLOW_ASSOCIATION_RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider._serviceTimeout,
      properties,
    });
    resource.overrideLogicalId(Lazy.uncachedString({ produce: () => this.identity() }));
    resource.node.addDependency(...provider._allowAssociate(this, appInstanceArn, props.bearer.bearerArn));
    // two tokens may resolve to one channel
    this.node.addValidation({ validate: () => this.conflicts(this.identity()) });
  }

  private validateAppInstance(
    { bearer, channel, channelFlow }: ChannelFlowAssociationProps,
    appInstanceArn: string,
  ): void {
    const channelAppInstanceArn = appInstanceArnOfResource(channel) ?? knownAppInstanceArn(this.channelArn);
    if (areDifferent(this, channelAppInstanceArn, appInstanceArn)) {
      throw new ValidationError(
        `'channel' must be in the app instance of the channel flow, ${got(this.channelArn)} ${forFlow(channelFlow)}`,
        this,
      );
    }
    if (areDifferent(this, bearer._appInstanceArn, appInstanceArn)) {
      throw new ValidationError(
        `'bearer' must be a user or bot in the app instance of the channel flow, ${got(bearer.bearerArn)} ${forFlow(channelFlow)}`,
        this,
      );
    }
  }

  private validateOnlyFlow(): void {
    const [conflict] = this.conflicts(identityOf(this, this.channelArn));
    if (conflict !== undefined) throw new ValidationError(conflict, this);
  }

  private identity(): string {
    return associationIdOf(this, this.channelArn);
  }

  /** Two associations of one channel would each replace the other's flow. */
  private conflicts(identity: string): string[] {
    const stack = Stack.of(this);
    const known = associations.get(stack) ?? new Map<string, ChannelFlowAssociation>();
    associations.set(stack, known);
    const other = known.get(identity) ?? this;
    known.set(identity, other);
    return other === this ? [] : [`'channel' must not have another association, got one in ${shown(other)}`];
  }
}

/** The associations of each stack, by the identity of their channel. */
const associations = new WeakMap<Stack, Map<string, ChannelFlowAssociation>>();

const PROPS: Shape<ChannelFlowAssociationProps> = {
  channel: 'channel',
  channelFlow: 'channelFlow',
  bearer: 'bearer',
  provider: 'channelFlowAssociationProvider?',
};

/** `Ref` of a channel also contains its bearer; the attribute is only the ARN. */
function channelArnOf(channel: aws_chime.IChannelRef): string {
  return CfnChannel.isCfnChannel(channel) ? channel.attrArn : channel.channelRef.channelArn;
}
