"""MiniStack, extended by the resource types of Amazon Chime SDK messaging that the pages for beginners deploy.

Resources are only created, by calls to the endpoints in the environment. The app of a page is neither changed nor
deleted.
"""

import boto3
from ministack.app import main
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

identity = boto3.client("chime-sdk-identity")
messaging = boto3.client("chime-sdk-messaging")


def create_app_instance(logical_id, properties, stack_name):
    arn = identity.create_app_instance(**properties)["AppInstanceArn"]
    return arn, {"AppInstanceArn": arn}


def create_user(logical_id, properties, stack_name):
    arn = identity.create_app_instance_user(**properties)["AppInstanceUserArn"]
    return arn, {"AppInstanceUserArn": arn}


def create_channel(logical_id, properties, stack_name):
    arn = messaging.create_channel(**properties)["ChannelArn"]
    return f"{arn}|{properties['ChimeBearer']}", {"Arn": arn}


_RESOURCE_HANDLERS.update(
    {
        "AWS::Chime::AppInstance": {"create": create_app_instance},
        "AWS::Chime::AppInstanceUser": {"create": create_user},
        "AWS::Chime::Channel": {"create": create_channel},
    }
)

main()
