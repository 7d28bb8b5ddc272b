import { join } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser } from 'aws-cdk-lib/aws-chime';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { AppInstanceAdmin, ChannelFlow, ChimeBearer } from 'cdk-chime-sdk-messaging';

/** A support chat: a backend opens a channel for each ticket, and the flow is on it before the customer is in it. */
export class CoveredChatStack extends Stack {
  public constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);

    const appInstance = new CfnAppInstance(this, 'AppInstance', { name: 'Support' });
    const appInstanceArn = appInstance.attrAppInstanceArn;
    const newUser = (name: string) =>
      new CfnAppInstanceUser(this, name, { appInstanceArn, appInstanceUserId: name.toLowerCase(), name });
    newUser('Alice');
    newUser('Bob');

    // whoever takes the flow off every channel must be an admin
    const admin = new AppInstanceAdmin(this, 'Admin', {
      appInstance,
      member: ChimeBearer.appInstanceUser(newUser('Desk')),
    });

    const moderator = new NodejsFunction(this, 'Moderator', {
      entry: join(__dirname, 'moderator.ts'),
      runtime: Runtime.NODEJS_22_X,
      bundling: { minify: true },
    });
    const flow = new ChannelFlow(this, 'Moderation', {
      appInstance,
      processors: [{ function: moderator }],
      disassociateOnDelete: admin.bearer, // the channels of the backend are not in this stack
    });

    const backend = new NodejsFunction(this, 'Backend', {
      entry: join(__dirname, 'backend.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(30),
      bundling: { minify: true },
      environment: {
        APP_INSTANCE_ARN: appInstanceArn,
        CHANNEL_FLOW_ARN: flow.channelFlowArn,
        DESK_ARN: admin.bearer.bearerArn,
      },
    });
    flow.grants.createChannels(backend, { bearer: admin.bearer });
    admin.bearer.grant(backend, 'chime:SendChannelMessage');

    new CfnOutput(this, 'AppInstanceArn', { value: appInstanceArn });
    new CfnOutput(this, 'BackendName', { value: backend.functionName });
    new CfnOutput(this, 'ChannelFlowArn', { value: flow.channelFlowArn });
  }
}
