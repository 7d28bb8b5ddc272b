import { join } from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { ChannelFlow, ChimeBearer, type FallbackAction } from 'cdk-chime-sdk-messaging';

export interface ModeratedChatProps extends StackProps {
  /** @default - a name derived from the construct's path */
  readonly channelFlowName?: string;
  /** @default FallbackAction.ABORT */
  readonly fallbackAction?: FallbackAction;
}

/** An app instance with two users, and a channel whose messages are moderated. */
export class ModeratedChatStack extends Stack {
  public constructor(scope: Construct, id: string, props: ModeratedChatProps = {}) {
    super(scope, id, props);

    const appInstance = new CfnAppInstance(this, 'AppInstance', { name: 'Community' });
    const appInstanceArn = appInstance.attrAppInstanceArn;
    const alice = new CfnAppInstanceUser(this, 'Alice', {
      appInstanceArn,
      appInstanceUserId: 'alice',
      name: 'Alice',
    });
    const bob = new CfnAppInstanceUser(this, 'Bob', {
      appInstanceArn,
      appInstanceUserId: 'bob',
      name: 'Bob',
    });
    const channel = new CfnChannel(this, 'Lobby', {
      appInstanceArn,
      chimeBearer: alice.attrAppInstanceUserArn, // the creator of a channel is its moderator
      name: 'Lobby',
      memberArns: [bob.attrAppInstanceUserArn],
    });

    const moderator = new NodejsFunction(this, 'Moderator', {
      entry: join(__dirname, 'moderator.ts'),
      runtime: Runtime.NODEJS_22_X,
      bundling: { minify: true },
    });

    const flow = new ChannelFlow(this, 'Moderation', {
      appInstance,
      channelFlowName: props.channelFlowName,
      processors: [{ function: moderator, fallbackAction: props.fallbackAction }],
      // moderates the only channel; if others create channels, pass an admin
      disassociateOnDelete: ChimeBearer.appInstanceUser(alice),
    });
    flow.addAssociation('Lobby', { channel, bearer: ChimeBearer.appInstanceUser(alice) });

    new CfnOutput(this, 'ChannelArn', { value: channel.attrArn });
    new CfnOutput(this, 'ChannelFlowArn', { value: flow.channelFlowArn });
    new CfnOutput(this, 'AliceArn', { value: alice.attrAppInstanceUserArn });
    new CfnOutput(this, 'BobArn', { value: bob.attrAppInstanceUserArn });
  }
}
