"""Creates a channel like a Python backend, and prints its ARN."""

import sys

import boto3

app_instance, bearer = sys.argv[1:]
channel = boto3.client("chime-sdk-messaging").create_channel(
    AppInstanceArn=app_instance, ChimeBearer=bearer, Name="By boto3"
)
print(channel["ChannelArn"])
