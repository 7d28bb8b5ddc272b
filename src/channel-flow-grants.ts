import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { ChimeBearer } from './chime-bearer';
import { isDefinedHere, targetsIn, unqualified } from './private/providers';
import {
  appInstanceArnOfFlow,
  appInstanceArnOfResource,
  areDifferent,
  got,
  isOfKind,
  type Shape,
  validateKind,
  validateStruct,
  ValidationError,
} from './private/validation';

/**
 * Options for granting permission to make API calls as a user or bot.
 */
export interface ChannelFlowGrantOptions {
  /**
   * The user or bot that the grantee acts as: an admin of the app instance, or a moderator of the channels.
   */
  readonly bearer: ChimeBearer;
}

/**
 * Permissions on a channel flow.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonchime.html
 */
export class ChannelFlowGrants {
  /**
   * Grants permissions on any channel flow: a `ChannelFlow`, a `CfnChannelFlow`, or an import.
   *
   * @param channelFlow the flow
   */
  public static fromChannelFlow(channelFlow: aws_chime.IChannelFlowRef): ChannelFlowGrants {
    validateKind(undefined, 'channelFlow', channelFlow, 'channelFlow');
    return new ChannelFlowGrants(channelFlow);
  }

  private constructor(private readonly channelFlow: aws_chime.IChannelFlowRef) {}

  /**
   * Grants permission to describe the flow, and to list its tags and the channels that it is associated with.
   *
   * @param grantee the principal to grant permissions to
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnFlow(grantee, READ_ACTIONS);
  }

  /**
   * Grants permission to read, update, tag, and delete the flow.
   *
   * @param grantee the principal to grant permissions to
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const flow = this.grantOnFlow(grantee, [
      ...READ_ACTIONS,
      'chime:TagResource',
      'chime:UntagResource',
      'chime:UpdateChannelFlow',
    ]);
    // the Service Authorization Reference lists channels as the resource of this action, which looks like a mistake
    const deletion = this.grantOnFlow(grantee, ['chime:DeleteChannelFlow'], this.channels);
    return flow.combine(deletion);
  }

  /**
   * Grants permission to associate channels in the app instance with the flow, and to disassociate them, as one user or bot. To
   * also allow creating the channels, use `createChannels()`.
   *
   * @param grantee the principal to grant permissions to
   * @param options the user or bot, which must be a moderator of the channels or an admin of the app instance
   */
  public associate(grantee: iam.IGrantable, options: ChannelFlowGrantOptions): iam.Grant {
    const { bearerArn } = this.validBearer(options);
    return this.grantOnFlow(grantee, ASSOCIATE_ACTIONS, bearerArn, this.channels);
  }

  /**
   * Grants permission to create channels in the app instance as one user or bot, to associate them with the flow, to add
   * moderators and members, and to check whether they were added. `createChannelWithFlow()` from
   * `cdk-chime-sdk-messaging/channels` needs these permissions.
   *
   * @param grantee the principal to grant permissions to
   * @param options the user or bot that creates the channels, and becomes their moderator
   */
  public createChannels(grantee: iam.IGrantable, options: ChannelFlowGrantOptions): iam.Grant {
    const { bearerArn } = this.validBearer(options);
    const flow = this.grantOnFlow(grantee, ['chime:AssociateChannelFlow'], bearerArn, this.channels);
    return flow.combine(this.grant(grantee, CREATE_CHANNEL_ACTIONS, [bearerArn, this.channels]));
  }

  /**
   * Grants permission to call back with the decision on messages in the flow's app instance. The flow's processor functions
   * already have this permission. Use it for other code that decides, such as a manual review step.
   *
   * @param grantee the principal to grant permissions to
   */
  public callback(grantee: iam.IGrantable): iam.Grant {
    validateKind(this.channelFlow, 'grantee', grantee, 'grantee');
    return this.grant(grantee, ['chime:ChannelFlowCallback'], [this.channels]);
  }

  private get channelFlowArn(): string {
    return this.channelFlow.channelFlowRef.channelFlowArn;
  }

  private get appInstanceArn(): string {
    return appInstanceArnOfResource(this.channelFlow) ?? appInstanceArnOfFlow(this.channelFlowArn);
  }

  /** The channels of the flow's app instance. */
  private get channels(): string {
    return `${this.appInstanceArn}/channel/*`;
  }

  private grantOnFlow(grantee: iam.IGrantable, actions: string[], ...others: string[]): iam.Grant {
    validateKind(this.channelFlow, 'grantee', grantee, 'grantee');
    this.validateNoCircle(grantee);
    return this.grant(grantee, actions, [this.channelFlowArn, ...others]);
  }

  private validBearer(options: ChannelFlowGrantOptions): ChimeBearer {
    validateStruct(this.channelFlow.node.path, 'options', options, OPTIONS);
    const { bearer } = options;
    if (!areDifferent(this.channelFlow, bearer._appInstanceArn, this.appInstanceArn)) return bearer;
    throw new ValidationError(
      `'bearer' must be a user or bot in the app instance of the channel flow, ${got(bearer.bearerArn)}`,
      this.channelFlow,
    );
  }

  /** A function that is defined in this app depends on the policies of its role. */
  private validateNoCircle(grantee: iam.IGrantable): void {
    const processor = processorFunctionsOf(this.channelFlow).find(
      (fn) => fn.grantPrincipal === grantee.grantPrincipal && isDefinedHere(unqualified(fn)),
    );
    if (!processor) return;
    throw new ValidationError(
      `'grantee' must not be a processor of the flow, because the flow depends on its processors and they depend on the policies of their role,` +
        ` ${got(processor)}: allow the actions on the flows of the app instance, using 'addToRolePolicy()' with 'appInstanceArn' and` +
        ` '/channel-flow/*'`,
      this.channelFlow,
    );
  }

  private grant(grantee: iam.IGrantable, actions: string[], resourceArns: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}

/** The functions of a flow, if they are known. */
function processorFunctionsOf(channelFlow: aws_chime.IChannelFlowRef): lambda.IFunction[] {
  if (CfnChannelFlow.isCfnChannelFlow(channelFlow)) {
    const constructs = [...targetsIn(channelFlow.processors, channelFlow)].map(({ node }) => node.scope);
    return constructs.filter((construct) => isOfKind(construct, 'function')) as lambda.IFunction[];
  }
  return (channelFlow as { _processorFunctions?: lambda.IFunction[] })._processorFunctions ?? [];
}

const OPTIONS: Shape<ChannelFlowGrantOptions> = { bearer: 'bearer' };

const ASSOCIATE_ACTIONS = ['chime:AssociateChannelFlow', 'chime:DisassociateChannelFlow'];

/** The actions that are needed to create a channel and to add members and moderators, in addition to the association. */
const CREATE_CHANNEL_ACTIONS = [
  'chime:CreateChannel',
  'chime:CreateChannelMembership',
  'chime:CreateChannelModerator',
  'chime:DescribeChannel',
  'chime:DescribeChannelMembership',
  'chime:DescribeChannelModerator',
];

const READ_ACTIONS = [
  'chime:DescribeChannelFlow',
  'chime:ListChannelsAssociatedWithChannelFlow',
  'chime:ListTagsForResource',
];
