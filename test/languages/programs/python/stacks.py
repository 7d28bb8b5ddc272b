"""The stacks of typescript/stacks.ts."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from cdk_chime_sdk_messaging import (
    AppInstance,
    AppInstanceAdmin,
    Channel,
    ChannelFilter,
    ChannelFlow,
    ChannelFlowProcessor,
    ChannelFlowProvider,
    ChannelFlowProvisioning,
    ChannelPrivacy,
    ChimeBearer,
    ErrorAction,
    FallbackAction,
    IAppInstance,
    MessagingStreamingConfiguration,
    ProcessorGuard,
    ProcessorGuardOutcome,
)

APP_INSTANCE = "arn:aws:chime:us-east-1:111122223333:app-instance/example"

app = cdk.App()
admin = ChimeBearer.from_arn(f"{APP_INSTANCE}/user/admin")


def app_instance(stack: cdk.Stack) -> IAppInstance:
    return AppInstance.from_app_instance_arn(stack, "AppInstance", APP_INSTANCE)


def moderate(stack: cdk.Stack) -> lambda_.Function:
    return lambda_.Function(
        stack,
        "Moderate",
        code=lambda_.Code.from_inline("exports.handler = async () => {};"),
        handler="index.handler",
        runtime=lambda_.Runtime.NODEJS_22_X,
    )


first = cdk.Stack(app, "First")
ChannelFlow(
    first,
    "Flow",
    app_instance=app_instance(first),
    processors=[ChannelFlowProcessor(function=moderate(first), fallback_action=FallbackAction.CONTINUE)],
)

association = cdk.Stack(app, "Association")
ChannelFlow(
    association,
    "Flow",
    app_instance=app_instance(association),
    processors=[ChannelFlowProcessor(function=moderate(association))],
    disassociate_on_delete=admin,
).add_association(
    "Lobby",
    channel=Channel.from_channel_arn(association, "Channel", f"{APP_INSTANCE}/channel/lobby"),
    bearer=admin,
)

guarded = cdk.Stack(app, "Guard")
guarded_function = moderate(guarded)
guard = ProcessorGuard(guarded, "Guard", retry_attempts=1, max_event_age=cdk.Duration.minutes(5))
ChannelFlow(
    guarded,
    "Flow",
    app_instance=app_instance(guarded),
    processors=[{"function": guarded_function, "error_action": ErrorAction.DENY, "guard": guard}],
)
guard.metric_failures(guarded_function, period=cdk.Duration.minutes(1)).create_alarm(
    guarded, "Failures", threshold=1, evaluation_periods=1
)
guard.metric_decisions(guarded_function, outcome=ProcessorGuardOutcome.DENIED).create_alarm(
    guarded, "Denied", threshold=5, evaluation_periods=2
)

imports = cdk.Stack(app, "Imports")
flow_arn = f"{APP_INSTANCE}/channel-flow/imported"
by_arn = ChannelFlow.from_channel_flow_arn(imports, "ByArn", flow_arn)
by_attributes = ChannelFlow.from_channel_flow_attributes(
    imports, "ByAttributes", channel_flow_arn=flow_arn, app_instance_arn=APP_INSTANCE
)
by_name = ChannelFlow.from_channel_flow_name(
    imports, "ByName", app_instance=app_instance(imports), channel_flow_name="moderation"
)
cdk.CfnOutput(imports, "Id", value=by_arn.channel_flow_id)
cdk.CfnOutput(imports, "AppInstanceArn", value=by_attributes.app_instance_arn)
cdk.CfnOutput(imports, "Arn", value=by_name.channel_flow_arn)

native = cdk.Stack(app, "Native")
ChannelFlow(
    native,
    "Flow",
    app_instance=app_instance(native),
    channel_flow_name="native",
    processors=({"function": moderate(native), "processor_name": "moderate"},),
    provisioning=ChannelFlowProvisioning.CLOUDFORMATION,
)

network = cdk.Stack(app, "Network")
ChannelFlow(
    network,
    "Flow",
    app_instance=app_instance(network),
    processors=[ChannelFlowProcessor(function=moderate(network))],
    provider=ChannelFlowProvider(
        network,
        "Provider",
        vpc=ec2.Vpc(network, "Vpc", max_azs=2, nat_gateways=1),
        timeout=cdk.Duration.minutes(5),
    ),
)

grants = cdk.Stack(app, "Grants")
role = iam.Role(grants, "Role", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"))
granted = ChannelFlow(
    grants,
    "Flow",
    app_instance=app_instance(grants),
    processors=[ChannelFlowProcessor(function=moderate(grants))],
)
granted.grants.read(role)
granted.grants.associate(role, bearer=admin)
granted.grants.create_channels(role, bearer=admin)

events = cdk.Stack(app, "Events")
watched = ChannelFlow(
    events,
    "Flow",
    app_instance=app_instance(events),
    processors=[ChannelFlowProcessor(function=moderate(events))],
    tags={"application": "chat", "cost-center": "community"},
)
watched.on_processor_invocation_failure("Failed", target=targets.SnsTopic(sns.Topic(events, "Topic")))
cdk.Tags.of(events).add("team", "community")

covered = cdk.Stack(app, "Coverage")
covered_app_instance = app_instance(covered)
promoted = AppInstanceAdmin(covered, "Admin", app_instance=covered_app_instance, member=admin)
ChannelFlow(
    covered,
    "Flow",
    app_instance=covered_app_instance,
    processors=[ChannelFlowProcessor(function=moderate(covered))],
    disassociate_on_delete=promoted.bearer,
).add_coverage(
    "Coverage",
    bearers=[promoted.bearer],
    sweep_interval=cdk.Duration.minutes(30),
    channels=ChannelFilter(name_prefix="team-", privacy=ChannelPrivacy.PRIVATE),
    detection=MessagingStreamingConfiguration(
        covered,
        "Streaming",
        app_instance=covered_app_instance,
        channel_stream=kinesis.Stream(
            covered,
            "Channels",
            stream_name="chime-messaging-channels",
            stream_mode=kinesis.StreamMode.ON_DEMAND,
        ),
    ),
)

app.synth()
