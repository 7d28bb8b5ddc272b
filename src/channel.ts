import { type IResource, Lazy, Resource } from 'aws-cdk-lib';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { validateResourceArn, ValidationError, within } from './private/validation';

/**
 * An Amazon Chime SDK messaging channel.
 */
export interface IChannel extends IResource, aws_chime.IChannelRef {
  /**
   * The ARN of the channel.
   *
   * @attribute
   */
  readonly channelArn: string;
}

/**
 * Refers to existing channels. To create one, use `CfnChannel` from `aws-cdk-lib/aws-chime`.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/channels.html
 */
export class Channel {
  /**
   * Refers to an existing channel by its ARN.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param channelArn the ARN, `arn:aws:chime:<region>:<account>:app-instance/<id>/channel/<id>`
   */
  public static fromChannelArn(scope: Construct, id: string, channelArn: string): IChannel {
    validateResourceArn(within(scope, id), 'channelArn', channelArn, 'channel');
    return new ImportedChannel(scope, id, { environmentFromArn: channelArn });
  }

  private constructor() {}
}

class ImportedChannel extends Resource implements IChannel {
  public readonly channelArn: string;

  public constructor(scope: Construct, id: string, props: { environmentFromArn: string }) {
    super(scope, id, props);
    this.channelArn = props.environmentFromArn;
  }

  public get channelRef(): aws_chime.ChannelReference {
    return {
      channelArn: this.channelArn,
      // A reference must have a bearer. That it is unknown matters only if it is rendered in a template.
      chimeBearer: Lazy.string({
        produce: () => {
          throw new ValidationError(
            "the 'chimeBearer' of a channel that was imported by its ARN is not known",
            this,
          );
        },
      }),
    };
  }
}
