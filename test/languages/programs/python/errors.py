"""Bad input from a Python program: prints each error by its name."""

import json

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from cdk_chime_sdk_messaging import (
    AppInstance,
    ChannelFlow,
    ChannelFlowCoverageOptions,
    ChannelFlowProcessor,
    ProcessorGuard,
)

APP_INSTANCE_ARN = "arn:aws:chime:us-east-1:111122223333:app-instance/example"


def new_flow(app_instance_arn=APP_INSTANCE_ARN, processor={}, name=None, as_processor=ChannelFlowProcessor):
    stack = cdk.Stack(cdk.App(), "Chat")
    function = lambda_.Function(
        stack,
        "Moderate",
        runtime=lambda_.Runtime.NODEJS_22_X,
        handler="index.handler",
        code=lambda_.Code.from_inline("exports.handler = async () => {};"),
    )
    ChannelFlow(
        stack,
        "Flow",
        app_instance=AppInstance.from_app_instance_arn(stack, "AppInstance", app_instance_arn),
        processors=[] if processor is None else [as_processor(function=function, **processor)],
        channel_flow_name=name,
    )
    stack.node.root.synth()


def new_guard(**options):
    ProcessorGuard(cdk.Stack(cdk.App(), "Chat"), "Guard", **options)


CASES = {
    "no processor": lambda: new_flow(processor=None),
    "unknown keyword": lambda: new_flow(processor={"error_actions": "DENY"}),
    "unknown key": lambda: new_flow(processor={"error_actions": "DENY"}, as_processor=dict),
    "key of TypeScript": lambda: new_flow(processor={"errorAction": "DENY"}, as_processor=dict),
    "unknown keys without a list": lambda: ChannelFlowCoverageOptions(bearers=[], channels={"name": "a", "tag": "b"}),
    "arn": lambda: new_flow(app_instance_arn="arn:aws:chime:us-east-1:111122223333:app-instance"),
    "name": lambda: new_flow(name="x" * 257),
    "attempts": lambda: new_guard(retry_attempts=3),
}

errors = {}
for name, case in CASES.items():
    try:
        case()
        errors[name] = None
    except Exception as error:
        errors[name] = str(error)
print(json.dumps(errors))
