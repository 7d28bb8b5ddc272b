"""Sends cases with the AWS CLI: reads them from a file, and prints what came back.

Nothing here knows what is right. The CLI takes longer to start than to send a request, so that it starts once, and runs
a command for each case. It is told not to look at the requests, so that the service has to.
"""

import contextlib
import io
import json
import re
import sys

from awscli.botocore.config import Config
from awscli.clidriver import create_clidriver

NAMES = {"messaging": "chime-sdk-messaging", "identity": "chime-sdk-identity"}
WITHOUT_PAGINATION = ["--no-paginate", "--output", "json"]


class Cli:
    """The AWS CLI, and what its last command received."""

    def __init__(self, endpoint, region):
        self.driver = create_clidriver()
        config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
        self.driver.session.set_default_client_config(config)
        self.driver.session.register("before-call.*.*", self.remove_member)
        self.driver.session.register("before-parse.*.*", self.remember)
        self.options = ["--region", region, *(["--endpoint-url", endpoint] if endpoint else [])]
        self.wire = None
        self.without_member = None

    def send(self, case):
        self.wire = None
        self.without_member = case.get("withoutMember")
        status, output, errors = self.run(
            NAMES[case["service"]],
            command_of(case["operation"]),
            "--cli-input-json",
            json.dumps(with_times(case["input"])),
            *WITHOUT_PAGINATION,
        )
        if self.wire is None:
            return {"reason": errors}
        if status == 0:
            return {**self.wire, "output": json.loads(output or "{}")}
        name = re.search(r"An error occurred \((\w+)\) when calling the (\w+) operation", errors)
        is_named = name and name[2] == case["operation"]
        return {**self.wire, "errorName": name[1] if is_named else f"exit status {status}: {errors}"}

    def run(self, *arguments):
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            status = self.driver.main([*arguments, *self.options])
        return status, output.getvalue(), errors.getvalue()

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


def command_of(operation):
    """The command of an operation: words in lower case, with hyphens between them."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()


def with_times(value):
    if isinstance(value, list):
        return [with_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$timestamp" in value:
        return value["$timestamp"]
    return {name: with_times(item) for name, item in value.items()}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        suite = json.load(file)
    cli = Cli(suite.get("endpoint"), suite["region"])
    answers = [cli.send(case) for case in suite["cases"]]
    json.dump(answers, sys.stdout)


main()
