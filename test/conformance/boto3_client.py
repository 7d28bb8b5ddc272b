"""Sends cases with boto3: reads them from a file, and prints what came back.

Nothing here knows what is right. The client is told not to look at the requests, so that the service has to.
"""

import datetime
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

NAMES = {"messaging": "chime-sdk-messaging", "identity": "chime-sdk-identity"}


class Client:
    """A client of one service that remembers what came back last."""

    def __init__(self, service, endpoint, region):
        config = Config(parameter_validation=False, retries={"total_max_attempts": 1}, region_name=region)
        self.client = boto3.client(NAMES[service], endpoint_url=endpoint, config=config)
        self.methods = {
            operation: method for method, operation in self.client.meta.method_to_api_mapping.items()
        }
        self.wire = None
        self.without_member = None
        self.client.meta.events.register("before-call.*.*", self.remove_member)
        self.client.meta.events.register("before-parse.*.*", self.remember)

    def send(self, case):
        self.wire = None
        self.without_member = case.get("withoutMember")
        try:
            output = getattr(self.client, self.methods[case["operation"]])(**with_times(case["input"]))
            output.pop("ResponseMetadata")
            return {**self.wire, "output": output}
        except ClientError as error:
            return {**self.wire, "errorName": error.response["Error"]["Code"]}
        except Exception as error:  # whatever keeps the client from sending is part of the result
            return {"reason": repr(error)} if self.wire is None else {**self.wire, "errorName": repr(error)}

    def remove_member(self, params, **_):
        if self.without_member is not None:
            body = json.loads(params["body"])
            del body[self.without_member]
            params["body"] = json.dumps(body).encode()

    def remember(self, response_dict, **_):
        headers = response_dict["headers"]
        wire = {
            "statusCode": response_dict["status_code"],
            "errorType": (headers.get("x-amzn-errortype") or "").split(":")[0] or None,
            "requestId": headers.get("x-amzn-requestid"),
            "body": response_dict["body"].decode(),
        }
        self.wire = {name: value for name, value in wire.items() if value is not None}


def with_times(value):
    if isinstance(value, list):
        return [with_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$timestamp" in value:
        return datetime.datetime.fromtimestamp(value["$timestamp"], datetime.timezone.utc)
    return {name: with_times(item) for name, item in value.items()}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        suite = json.load(file)
    clients = {name: Client(name, suite.get("endpoint"), suite["region"]) for name in NAMES}
    answers = [clients[case["service"]].send(case) for case in suite["cases"]]
    json.dump(answers, sys.stdout, default=lambda time: time.isoformat())


main()
