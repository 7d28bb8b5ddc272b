"""A processor in Python: it calls back by itself, and leaves all failures to the guard.

The rule is to call back or to raise. Code that raises, times out or ends the process fails the invocation, and the guard
denies its message. A handler that returns without a callback has not failed, so its message stays `PENDING` for up to 48
hours, and the guard does not hear of it.
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
    """Returns the changes, or a denial. Metadata that is not JSON raises an error, and the guard denies the message."""
    is_strict = json.loads(metadata or "{}").get("strict", False)
    if LINK.search(content) or (is_strict and PROFANITY.search(content)):
        return {"deny": True}
    return {"content": PROFANITY.sub(lambda word: "*" * len(word.group()), content)}


def call_back(event, content=None, deny=False):
    """Raises an error if the service rejects the callback. If another delivery of the message was faster, the guard finds nothing to do."""
    message = event["ChannelMessage"]
    # The service does not document what happens to a field that is left out, so fields that do not change are sent back as they arrived.
    kept = ("SubChannelId",) if deny else ("SubChannelId", "Metadata", "MessageAttributes", "ContentType", "PushNotification")
    processed = {name: message[name] for name in ("MessageId", *kept) if message.get(name) is not None}
    if not deny:
        processed["Content"] = content
    messaging.channel_flow_callback(
        CallbackId=event["CallbackId"],
        ChannelArn=message["ChannelArn"],
        ChannelMessage=processed,
        DeleteResource=deny,
    )
