import { type IResource, Resource, Stack } from 'aws-cdk-lib';
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
} from './private/protocol/channel-flow-association-properties';
import { ChimeCustomResource } from './private/providers';
import {
  appInstanceArnOfFlow,
  appInstanceArnOfResource,
  areDifferent,
  identityOf,
  knownAppInstanceArn,
  validateResourceArn,
} from './private/validation/arns';
import { validateKind } from './private/validation/inputs';
import { validatePlace } from './private/validation/place';
import { got, ValidationError } from './private/validation/validation-error';

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
 * The channel to associate, and as whom.
 */
export interface ChannelFlowAssociationOptions {
  /**
   * The channel: a `CfnChannel`, or one that exists, by `Channel.fromChannelArn()`. A channel has at most one flow. A change
   * leaves the former channel without a flow.
   */
  readonly channel: aws_chime.IChannelRef;

  /**
   * The user or bot to act as: a moderator of the channel (as whoever created it is), or an admin of the app instance.
   */
  readonly bearer: ChimeBearer;

  /**
   * The function that manages the association. It cannot be changed later, because CloudFormation does not hand a custom
   * resource to another function.
   *
   * @default - one for all associations of the stack
   */
  readonly provider?: IChannelFlowAssociationProvider;
}

/**
 * Properties of an association.
 */
export interface ChannelFlowAssociationProps extends ChannelFlowAssociationOptions {
  /**
   * The flow: a `ChannelFlow`, a `CfnChannelFlow` or an import.
   */
  readonly channelFlow: aws_chime.IChannelFlowRef;
}

/**
 * The association of a channel with a channel flow: each message sent to the channel goes through the flow.
 *
 * If the channel has another flow already, this one takes its place.
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
    super(scope, id);
    for (const kind of ['channel', 'channelFlow', 'bearer'] as const) {
      validateKind(this, kind, props[kind], kind);
    }
    this.channelArn = channelArnOf(props.channel);
    this.channelFlowArn = props.channelFlow.channelFlowRef.channelFlowArn;
    validateResourceArn(this, 'channel', this.channelArn, 'channel');
    validateResourceArn(this, 'channelFlow', this.channelFlowArn, 'channel-flow');
    const appInstanceArn =
      appInstanceArnOfResource(props.channelFlow) ?? appInstanceArnOfFlow(this.channelFlowArn);
    validatePlace(this, 'channel', props.channel);
    validatePlace(this, 'channelFlow', props.channelFlow);
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
    resource.node.addDependency(provider._allowAssociate(this, appInstanceArn));
  }

  private validateAppInstance(
    { bearer, channel }: ChannelFlowAssociationProps,
    appInstanceArn: string,
  ): void {
    const channelAppInstanceArn = appInstanceArnOfResource(channel) ?? knownAppInstanceArn(this.channelArn);
    if (channelAppInstanceArn && areDifferent(this, channelAppInstanceArn, appInstanceArn)) {
      throw new ValidationError(
        `'channel' must be in the app instance of the channel flow, ${this.gotFor(this.channelArn)}`,
        this,
      );
    }
    if (bearer._appInstanceArn && areDifferent(this, bearer._appInstanceArn, appInstanceArn)) {
      throw new ValidationError(
        `'bearer' must be a user or bot in the app instance of the channel flow, ${this.gotFor(bearer.bearerArn)}`,
        this,
      );
    }
  }

  /** What was given, and for which flow; of a token, what it stands for. */
  private gotFor(arn: string): string {
    const stack = Stack.of(this);
    return `${got(stack.resolve(arn))} for ${JSON.stringify(stack.resolve(this.channelFlowArn))}`;
  }

  /** Two associations of one channel would take it from each other in every deployment. */
  private validateOnlyFlow(): void {
    const stack = Stack.of(this);
    const channels = associatedChannels.get(stack) ?? new Map<string, string>();
    associatedChannels.set(stack, channels);
    const identity = identityOf(this, this.channelArn);
    const other = channels.get(identity);
    if (other !== undefined) {
      throw new ValidationError(
        `'channel' must not have another association, got one in ${JSON.stringify(other)}`,
        this,
      );
    }
    channels.set(identity, this.node.path);
  }
}

const associatedChannels = new WeakMap<Stack, Map<string, string>>();

/** `Ref` of a channel holds its bearer as well; its attribute is the ARN alone. */
function channelArnOf(channel: aws_chime.IChannelRef): string {
  return CfnChannel.isCfnChannel(channel) ? channel.attrArn : channel.channelRef.channelArn;
}
