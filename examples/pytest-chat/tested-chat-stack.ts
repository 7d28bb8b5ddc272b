import { join } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ChannelFlow, ChimeBearer } from 'cdk-chime-sdk-messaging';

/** A moderated channel, and what its tests need to know about it. */
export class TestedChatStack extends Stack {
  public constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);

    const appInstance = new CfnAppInstance(this, 'AppInstance', { name: 'Community' });
    const appInstanceArn = appInstance.attrAppInstanceArn;
    const alice = new CfnAppInstanceUser(this, 'Alice', {
      appInstanceArn,
      appInstanceUserId: 'alice',
      name: 'Alice',
    });
    const channel = new CfnChannel(this, 'Lobby', {
      appInstanceArn,
      chimeBearer: alice.attrAppInstanceUserArn,
      name: 'Lobby',
    });

    const moderator = new Function(this, 'Moderator', {
      code: Code.fromAsset(join(__dirname, 'processor'), { exclude: ['__pycache__'] }),
      handler: 'index.handler',
      runtime: Runtime.PYTHON_3_13,
      timeout: Duration.seconds(15),
    });
    const flow = new ChannelFlow(this, 'Moderation', { appInstance, processors: [{ function: moderator }] });
    flow.addAssociation('Lobby', { channel, bearer: ChimeBearer.appInstanceUser(alice) });

    new CfnOutput(this, 'ChannelArn', { value: channel.attrArn });
    new CfnOutput(this, 'AliceArn', { value: alice.attrAppInstanceUserArn });
  }
}
