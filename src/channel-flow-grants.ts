import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import { appInstanceArnOfFlow, appInstanceArnOfResource } from './private/validation/arns';

/**
 * Permissions on a channel flow.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonchime.html
 */
export class ChannelFlowGrants {
  /**
   * Grants permissions on any channel flow: a `ChannelFlow`, a `CfnChannelFlow` or an import.
   *
   * @param channelFlow the flow
   */
  public static fromChannelFlow(channelFlow: aws_chime.IChannelFlowRef): ChannelFlowGrants {
    return new ChannelFlowGrants(channelFlow);
  }

  private constructor(private readonly channelFlow: aws_chime.IChannelFlowRef) {}

  /**
   * Allows to describe the flow, and to list its tags and the channels that it is associated with.
   *
   * @param grantee who is allowed
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, READ_ACTIONS, [this.channelFlowArn]);
  }

  /**
   * Allows to read, update, tag and delete the flow.
   *
   * @param grantee who is allowed
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const flow = this.grant(
      grantee,
      [...READ_ACTIONS, 'chime:TagResource', 'chime:UntagResource', 'chime:UpdateChannelFlow'],
      [this.channelFlowArn],
    );
    // the service authorization reference gives channels as the resource of this action, which looks like a slip
    const deletion = this.grant(
      grantee,
      ['chime:DeleteChannelFlow'],
      [this.channelFlowArn, `${this.appInstanceArn}/channel/*`],
    );
    return flow.combine(deletion);
  }

  /**
   * Allows to put the flow on channels of its app instance, and to take it off: what a backend needs that creates channels
   * at run time. The user or bot that it acts as must be a moderator of the channel or an admin of the app instance.
   *
   * @param grantee who is allowed
   */
  public associate(grantee: iam.IGrantable): iam.Grant {
    return this.grant(
      grantee,
      ['chime:AssociateChannelFlow', 'chime:DisassociateChannelFlow'],
      [this.channelFlowArn, ...['bot', 'channel', 'user'].map((kind) => `${this.appInstanceArn}/${kind}/*`)],
    );
  }

  /**
   * Allows to call back with the outcome for messages in the flow's app instance. The functions of the flow's processors
   * are allowed already; this is for others that decide, such as a step of a review by people.
   *
   * @param grantee who is allowed
   */
  public callback(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ['chime:ChannelFlowCallback'], [`${this.appInstanceArn}/channel/*`]);
  }

  private get channelFlowArn(): string {
    return this.channelFlow.channelFlowRef.channelFlowArn;
  }

  private get appInstanceArn(): string {
    return appInstanceArnOfResource(this.channelFlow) ?? appInstanceArnOfFlow(this.channelFlowArn);
  }

  private grant(grantee: iam.IGrantable, actions: string[], resourceArns: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}

const READ_ACTIONS = [
  'chime:DescribeChannelFlow',
  'chime:ListChannelsAssociatedWithChannelFlow',
  'chime:ListTagsForResource',
];
