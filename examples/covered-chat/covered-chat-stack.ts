import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser } from 'aws-cdk-lib/aws-chime';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import {
  AppInstanceAdmin,
  ChannelFlow,
  ChimeBearer,
  type IMessagingStreamingConfiguration,
  MessagingStreamingConfiguration,
} from 'cdk-chime-sdk-messaging';

export interface CoveredChatProps extends StackProps {
  /**
   * Whether a stream reports new channels, so that the coverage finds them within seconds. It costs more than everything else.
   *
   * @default false - sweeps find them within minutes
   */
  readonly detection?: boolean;
}

/**
 * A support chat. Its backend opens a channel for each ticket, and associates it with the flow before it adds the customer. The
 * code that opens lounges doesn't know about flows: the coverage finds them.
 */
export class CoveredChatStack extends Stack {
  public constructor(scope: Construct, id: string, props: CoveredChatProps = {}) {
    super(scope, id, props);

    const appInstance = new CfnAppInstance(this, 'AppInstance', { name: 'Support' });
    const appInstanceArn = appInstance.attrAppInstanceArn;
    const newUser = (name: string) =>
      new CfnAppInstanceUser(this, name, { appInstanceArn, appInstanceUserId: name.toLowerCase(), name });
    newUser('Alice');
    newUser('Bob');
    const desk = ChimeBearer.appInstanceUser(newUser('Desk'));

    // used for nothing else, because the service limits the calls of each user
    const sweeper = new AppInstanceAdmin(this, 'Admin', {
      appInstance,
      member: ChimeBearer.appInstanceUser(newUser('Sweeper')),
    });

    const newFunction = (name: string, environment: Record<string, string> = {}) =>
      new NodejsFunction(this, name, {
        entry: join(__dirname, `${name.toLowerCase()}.ts`),
        runtime: Runtime.NODEJS_22_X,
        timeout: Duration.seconds(30),
        bundling: { minify: true },
        environment,
      });
    const flow = new ChannelFlow(this, 'Moderation', {
      appInstance,
      processors: [{ function: newFunction('Moderator') }],
      disassociateOnDelete: sweeper.bearer, // the channels of the chat are not in this stack
    });

    const sweepInterval = Duration.minutes(5);
    const detection = props.detection ? this.newStreaming(appInstance) : undefined;
    const coverage = flow.addCoverage('Coverage', { bearers: [sweeper.bearer], sweepInterval, detection });
    coverage.metricSecondsSinceSweep().createAlarm(this, 'Uncovered', {
      alarmDescription: 'New channels may be without moderation: see the log of the coverage',
      threshold: 3 * sweepInterval.toSeconds(),
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });

    const environment = { APP_INSTANCE_ARN: appInstanceArn, DESK_ARN: desk.bearerArn };
    const backend = newFunction('Backend', { ...environment, CHANNEL_FLOW_ARN: flow.channelFlowArn });
    flow.grants.createChannels(backend, { bearer: desk });
    desk.grant(backend, 'chime:SendChannelMessage');
    const lounge = newFunction('Lounge', environment);
    desk.grant(lounge, 'chime:CreateChannel', 'chime:CreateChannelMembership');

    new CfnOutput(this, 'AppInstanceArn', { value: appInstanceArn });
    new CfnOutput(this, 'BackendName', { value: backend.functionName });
    new CfnOutput(this, 'ChannelFlowArn', { value: flow.channelFlowArn });
    new CfnOutput(this, 'LoungeName', { value: lounge.functionName });
  }

  /** Channel events go to a stream. An app instance can have only one stream for them. */
  private newStreaming(appInstance: CfnAppInstance): IMessagingStreamingConfiguration {
    const channelStream = new Stream(this, 'Channels', {
      streamName: 'chime-messaging-covered-chat', // the service requires this prefix
      streamMode: StreamMode.ON_DEMAND,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new MessagingStreamingConfiguration(this, 'Streaming', { appInstance, channelStream });
  }
}
