"""Sends cases with boto3: reads them from a file, and prints the responses.

This program doesn't know which responses are correct. The client's own validation is off, so that the service must
validate.
"""

import datetime

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cases import NAMES, Wire, send_all, with_times


class Client:
    """A client of one service."""

    def __init__(self, service, endpoint, region):
        config = Config(parameter_validation=False, retries={"total_max_attempts": 1}, region_name=region)
        self.client = boto3.client(NAMES[service], endpoint_url=endpoint, config=config)
        self.methods = {
            operation: method for method, operation in self.client.meta.method_to_api_mapping.items()
        }
        self.wire = Wire(self.client.meta.events)

    def send(self, case):
        self.wire.expect(case)
        try:
            method = getattr(self.client, self.methods[case["operation"]])
            output = method(**with_times(case["input"], time_of))
            output.pop("ResponseMetadata")
            return {**self.wire.response, "output": output}
        except ClientError as error:
            return {**self.wire.response, "errorName": error.response["Error"]["Code"]}
        except Exception as error:  # an error that keeps the client from sending is also a result
            if self.wire.response is None:
                return {"reason": repr(error)}
            return {**self.wire.response, "errorName": repr(error)}


def time_of(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def sender(endpoint, region):
    clients = {name: Client(name, endpoint, region) for name in NAMES}
    return lambda case: clients[case["service"]].send(case)


send_all(sender)
