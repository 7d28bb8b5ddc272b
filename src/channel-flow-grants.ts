import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import { isDefinedHere, unqualified } from './private/providers';
import {
  appInstanceArnOfFlow,
  appInstanceArnOfResource,
  got,
  validateKind,
  ValidationError,
} from './private/validation';

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
    validateKind(undefined, 'channelFlow', channelFlow, 'channelFlow');
    return new ChannelFlowGrants(channelFlow);
  }

  private constructor(private readonly channelFlow: aws_chime.IChannelFlowRef) {}

  /**
   * Allows to describe the flow, and to list its tags and the channels that it is associated with.
   *
   * @param grantee the principal that gets the permissions
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnFlow(grantee, READ_ACTIONS);
  }

  /**
   * Allows to read, update, tag and delete the flow.
   *
   * @param grantee the principal that gets the permissions
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const flow = this.grantOnFlow(grantee, [
      ...READ_ACTIONS,
      'chime:TagResource',
      'chime:UntagResource',
      'chime:UpdateChannelFlow',
    ]);
    // the service authorization reference gives channels as the resource of this action, which looks like a slip
    const deletion = this.grantOnFlow(grantee, ['chime:DeleteChannelFlow'], 'channel');
    return flow.combine(deletion);
  }

  /**
   * Allows to associate channels of the app instance with the flow, and to disassociate them: what a backend needs that creates
   * channels at run time. The user or bot that makes the call must be a moderator of the channel or an admin of the app instance.
   *
   * @param grantee the principal that gets the permissions
   */
  public associate(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnFlow(
      grantee,
      ['chime:AssociateChannelFlow', 'chime:DisassociateChannelFlow'],
      'bot',
      'channel',
      'user',
    );
  }

  /**
   * Allows to call back with the decision on messages in the flow's app instance. The functions of the flow's processors are
   * already allowed to; use it for others that decide, such as a step of a review by people.
   *
   * @param grantee the principal that gets the permissions
   */
  public callback(grantee: iam.IGrantable): iam.Grant {
    validateKind(this.channelFlow, 'grantee', grantee, 'grantee');
    return this.grant(grantee, ['chime:ChannelFlowCallback'], [`${this.appInstanceArn}/channel/*`]);
  }

  private get channelFlowArn(): string {
    return this.channelFlow.channelFlowRef.channelFlowArn;
  }

  private get appInstanceArn(): string {
    return appInstanceArnOfResource(this.channelFlow) ?? appInstanceArnOfFlow(this.channelFlowArn);
  }

  /** Grants on the flow, and on everything of some kinds in its app instance. */
  private grantOnFlow(grantee: iam.IGrantable, actions: string[], ...kinds: string[]): iam.Grant {
    validateKind(this.channelFlow, 'grantee', grantee, 'grantee');
    this.validateNoCircle(grantee);
    const others = kinds.map((kind) => `${this.appInstanceArn}/${kind}/*`);
    return this.grant(grantee, actions, [this.channelFlowArn, ...others]);
  }

  /** A function of this app waits for the policies of its role. */
  private validateNoCircle(grantee: iam.IGrantable): void {
    const { _processorFunctions: processors = [] } = this.channelFlow as {
      _processorFunctions?: lambda.IFunction[];
    };
    const processor = processors.find(
      (fn) => fn.grantPrincipal === grantee.grantPrincipal && isDefinedHere(unqualified(fn)),
    );
    if (!processor) return;
    throw new ValidationError(
      `'grantee' must not be a processor of the flow, as the flow waits for its processors and they wait for what their role may do,` +
        ` ${got(processor)}: allow the actions on the flows of the app instance, by 'addToRolePolicy()' with 'appInstanceArn' and` +
        ` '/channel-flow/*'`,
      this.channelFlow,
    );
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
