"""A processor in Python: it calls back by itself, and leaves everything that goes wrong to the guard.

The rule is to call back or to raise. Whatever raises, takes longer than the function may or ends the process is a failed
invocation: the guard denies its message. A handler that returns without a callback has not failed, so its message stays
pending for up to 48 hours, and no guard hears of it.
"""

import json
import re

import boto3
from botocore.config import Config

PROFANITY = re.compile(r"\b(?:bloody|crap|damn)\b", re.IGNORECASE)
LINK = re.compile(r"\bhttps?://\S+", re.IGNORECASE)

# The retries must fit into the function's timeout; of the retry modes, only "legacy" knows this service's throttling error.
messaging = boto3.client(
    "chime-sdk-messaging",
    config=Config(connect_timeout=2, read_timeout=2, retries={"mode": "legacy", "max_attempts": 2}),
)


def handler(event, context):
    message = event["ChannelMessage"]
    call_back(event, **decide(message["Content"], message.get("Metadata")))


def decide(content, metadata):
    """What to change, or that the message is denied. Metadata that is no JSON raises, and the guard denies the message."""
    is_strict = json.loads(metadata or "{}").get("strict", False)
    if LINK.search(content) or (is_strict and PROFANITY.search(content)):
        return {"deny": True}
    return {"content": PROFANITY.sub(lambda word: "*" * len(word.group()), content)}


def call_back(event, content=None, deny=False):
    """Raises if the service refuses. If another delivery of the message was faster, the guard finds nothing left to do."""
    message = event["ChannelMessage"]
    # The service does not say what becomes of a field that is left out, so those that do not change are sent as they came.
    kept = ("SubChannelId",) if deny else ("SubChannelId", "Metadata", "MessageAttributes", "ContentType", "PushNotification")
    answer = {name: message[name] for name in ("MessageId", *kept) if message.get(name) is not None}
    if not deny:
        answer["Content"] = content
    messaging.channel_flow_callback(
        CallbackId=event["CallbackId"],
        ChannelArn=message["ChannelArn"],
        ChannelMessage=answer,
        DeleteResource=deny,
    )
