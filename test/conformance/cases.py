"""Shared by the programs that send cases: their input, and the part of each response that they report."""

import json
import sys

NAMES = {"messaging": "chime-sdk-messaging", "identity": "chime-sdk-identity"}


class Wire:
    """Hooks into botocore: removes a member from the next request, and keeps the response."""

    def __init__(self, events):
        self.response = None
        self.without_member = None
        events.register("before-call.*.*", self.remove_member)
        events.register("before-parse.*.*", self.remember)

    def expect(self, case):
        self.response = None
        self.without_member = case.get("withoutMember")

    def remove_member(self, params, **_):
        if self.without_member is not None:
            body = json.loads(params["body"])
            del body[self.without_member]
            params["body"] = json.dumps(body).encode()

    def remember(self, response_dict, **_):
        headers = response_dict["headers"]
        response = {
            "statusCode": response_dict["status_code"],
            "errorType": (headers.get("x-amzn-errortype") or "").split(":")[0] or None,
            "requestId": headers.get("x-amzn-requestid"),
            "body": response_dict["body"].decode(),
        }
        self.response = {name: value for name, value in response.items() if value is not None}


def with_times(value, time_of):
    """An input with its times in the form that a client expects."""
    if isinstance(value, list):
        return [with_times(item, time_of) for item in value]
    if not isinstance(value, dict):
        return value
    if "$timestamp" in value:
        return time_of(value["$timestamp"])
    return {name: with_times(item, time_of) for name, item in value.items()}


def send_all(sender):
    """Sends the cases of the file that the command line names, and prints the responses.

    sender: returns a function that sends a case, for an endpoint, which may be None, and a region
    """
    with open(sys.argv[1], encoding="utf-8") as file:
        suite = json.load(file)
    send = sender(suite.get("endpoint"), suite["region"])
    json.dump([send(case) for case in suite["cases"]], sys.stdout, default=lambda time: time.isoformat())
