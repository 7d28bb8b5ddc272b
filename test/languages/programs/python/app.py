import json

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from cdk_chime_sdk_messaging import AppInstance, ChannelFlow, ChannelFlowProcessor, FallbackAction

app = cdk.App()
stack = cdk.Stack(app, "Chat")
app_instance = AppInstance.from_app_instance_arn(
    stack, "AppInstance", "arn:aws:chime:us-east-1:111122223333:app-instance/example"
)
processor = lambda_.Function(
    stack,
    "Processor",
    runtime=lambda_.Runtime.NODEJS_22_X,
    handler="index.handler",
    code=lambda_.Code.from_inline("exports.handler = async () => {};"),
)
ChannelFlow(
    stack,
    "Flow",
    app_instance=app_instance,
    processors=[ChannelFlowProcessor(function=processor, fallback_action=FallbackAction.CONTINUE)],
)
assembly = app.synth()
print(json.dumps(assembly.get_stack_by_name("Chat").template))
