"""Masks a word. Raises an error for metadata that is not JSON, so that the tests see the guard at work."""

import json
import re

import boto3
from botocore.config import Config

# The retries must fit into the function's timeout. Only the mode "legacy" knows this service's throttling error.
messaging = boto3.client(
    "chime-sdk-messaging",
    config=Config(connect_timeout=2, read_timeout=2, retries={"mode": "legacy", "max_attempts": 2}),
)


def handler(event, context):
    message = event["ChannelMessage"]
    json.loads(message.get("Metadata") or "{}")
    # Send back what you don't change: the service doesn't document what happens to a field that is left out.
    kept = ("MessageId", "SubChannelId", "Metadata", "MessageAttributes", "ContentType", "PushNotification")
    decision = {name: message[name] for name in kept if message.get(name) is not None}
    decision["Content"] = re.sub(r"\bdamn\b", "****", message["Content"], flags=re.IGNORECASE)
    messaging.channel_flow_callback(
        CallbackId=event["CallbackId"],
        ChannelArn=message["ChannelArn"],
        ChannelMessage=decision,
    )
