import { join } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import {
  ChannelFlow,
  ChimeBearer,
  ErrorAction,
  FallbackAction,
  ProcessorGuard,
} from 'cdk-chime-sdk-messaging';

export interface ExternalModerationProps extends StackProps {
  /** The URL of the moderation service. */
  readonly moderationUrl: string;
}

/** A channel whose messages are checked by an external service: nobody sees a message that the service has not allowed. */
export class ExternalModerationStack extends Stack {
  public constructor(scope: Construct, id: string, props: ExternalModerationProps) {
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

    const moderator = new NodejsFunction(this, 'Moderator', {
      entry: join(__dirname, 'moderator.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(10),
      environment: { MODERATION_URL: props.moderationUrl },
      bundling: { minify: true },
    });
    const flow = new ChannelFlow(this, 'Moderation', {
      appInstance,
      processors: [
        // the defaults, made explicit: fail closed if the function cannot be invoked, and if it fails
        { function: moderator, fallbackAction: FallbackAction.ABORT, errorAction: ErrorAction.DENY },
      ],
    });
    flow.addAssociation('Lobby', { channel, bearer: ChimeBearer.appInstanceUser(alice) });

    ProcessorGuard.of(this).metricFailures(moderator).createAlarm(this, 'Pending', {
      alarmDescription: 'messages may stay pending: see the log of the processor guard',
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new CfnOutput(this, 'ChannelArn', { value: channel.attrArn });
    new CfnOutput(this, 'AliceArn', { value: alice.attrAppInstanceUserArn });
  }
}
