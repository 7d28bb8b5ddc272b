/** The stacks that the program of every language defines. */
import { App, CfnOutput, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AppInstance,
  AppInstanceAdmin,
  Channel,
  ChannelFlow,
  ChannelFlowProvider,
  ChannelFlowProvisioning,
  ChannelPrivacy,
  ChimeBearer,
  ErrorAction,
  FallbackAction,
  MessagingStreamingConfiguration,
  ProcessorGuard,
  ProcessorGuardOutcome,
} from 'cdk-chime-sdk-messaging';

const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/example';

const app = new App();

const appInstance = (stack: Stack) => AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE);
const admin = ChimeBearer.fromArn(`${APP_INSTANCE}/user/admin`);
const moderate = (stack: Stack) =>
  new Function(stack, 'Moderate', {
    code: Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });

const first = new Stack(app, 'First');
new ChannelFlow(first, 'Flow', {
  appInstance: appInstance(first),
  processors: [{ function: moderate(first), fallbackAction: FallbackAction.CONTINUE }],
});

const association = new Stack(app, 'Association');
new ChannelFlow(association, 'Flow', {
  appInstance: appInstance(association),
  processors: [{ function: moderate(association) }],
  disassociateOnDelete: admin,
}).addAssociation('Lobby', {
  channel: Channel.fromChannelArn(association, 'Channel', `${APP_INSTANCE}/channel/lobby`),
  bearer: admin,
});

const guarded = new Stack(app, 'Guard');
const guardedFunction = moderate(guarded);
const guard = new ProcessorGuard(guarded, 'Guard', { retryAttempts: 1, maxEventAge: Duration.minutes(5) });
new ChannelFlow(guarded, 'Flow', {
  appInstance: appInstance(guarded),
  processors: [{ function: guardedFunction, errorAction: ErrorAction.DENY, guard }],
});
guard
  .metricFailures(guardedFunction, { period: Duration.minutes(1) })
  .createAlarm(guarded, 'Failures', { threshold: 1, evaluationPeriods: 1 });
guard
  .metricDecisions(guardedFunction, { outcome: ProcessorGuardOutcome.DENIED })
  .createAlarm(guarded, 'Denied', { threshold: 5, evaluationPeriods: 2 });

const imports = new Stack(app, 'Imports');
const flowArn = `${APP_INSTANCE}/channel-flow/imported`;
const byArn = ChannelFlow.fromChannelFlowArn(imports, 'ByArn', flowArn);
const byAttributes = ChannelFlow.fromChannelFlowAttributes(imports, 'ByAttributes', {
  channelFlowArn: flowArn,
  appInstanceArn: APP_INSTANCE,
});
const byName = ChannelFlow.fromChannelFlowName(imports, 'ByName', {
  appInstance: appInstance(imports),
  channelFlowName: 'moderation',
});
new CfnOutput(imports, 'Id', { value: byArn.channelFlowId });
new CfnOutput(imports, 'AppInstanceArn', { value: byAttributes.appInstanceArn });
new CfnOutput(imports, 'Arn', { value: byName.channelFlowArn });

const native = new Stack(app, 'Native');
new ChannelFlow(native, 'Flow', {
  appInstance: appInstance(native),
  channelFlowName: 'native',
  processors: [{ function: moderate(native), processorName: 'moderate' }],
  provisioning: ChannelFlowProvisioning.CLOUDFORMATION,
});

const network = new Stack(app, 'Network');
new ChannelFlow(network, 'Flow', {
  appInstance: appInstance(network),
  processors: [{ function: moderate(network) }],
  provider: new ChannelFlowProvider(network, 'Provider', {
    vpc: new Vpc(network, 'Vpc', { maxAzs: 2, natGateways: 1 }),
    timeout: Duration.minutes(5),
  }),
});

const grants = new Stack(app, 'Grants');
const role = new Role(grants, 'Role', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
const granted = new ChannelFlow(grants, 'Flow', {
  appInstance: appInstance(grants),
  processors: [{ function: moderate(grants) }],
});
granted.grants.read(role);
granted.grants.associate(role, { bearer: admin });
granted.grants.createChannels(role, { bearer: admin });

const events = new Stack(app, 'Events');
const watched = new ChannelFlow(events, 'Flow', {
  appInstance: appInstance(events),
  processors: [{ function: moderate(events) }],
  tags: { application: 'chat', 'cost-center': 'community' },
});
watched.onProcessorInvocationFailure('Failed', { target: new SnsTopic(new Topic(events, 'Topic')) });
Tags.of(events).add('team', 'community');

const covered = new Stack(app, 'Coverage');
const coveredAppInstance = appInstance(covered);
const promoted = new AppInstanceAdmin(covered, 'Admin', { appInstance: coveredAppInstance, member: admin });
new ChannelFlow(covered, 'Flow', {
  appInstance: coveredAppInstance,
  processors: [{ function: moderate(covered) }],
  disassociateOnDelete: promoted.bearer,
}).addCoverage('Coverage', {
  bearers: [promoted.bearer],
  sweepInterval: Duration.minutes(30),
  channels: { namePrefix: 'team-', privacy: ChannelPrivacy.PRIVATE },
  detection: new MessagingStreamingConfiguration(covered, 'Streaming', {
    appInstance: coveredAppInstance,
    channelStream: new Stream(covered, 'Channels', {
      streamName: 'chime-messaging-channels',
      streamMode: StreamMode.ON_DEMAND,
    }),
  }),
});

app.synth();
