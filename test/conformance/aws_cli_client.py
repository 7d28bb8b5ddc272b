"""Sends cases with the AWS CLI: reads them from a file, and prints the responses.

This program doesn't know which responses are correct. The CLI takes longer to start than to send a request, so it
starts once and runs a command per case. Its own validation is off, so that the service must validate.
"""

import contextlib
import io
import json
import re

from awscli.botocore.config import Config
from awscli.clidriver import create_clidriver

from cases import NAMES, Wire, send_all, with_times

WITHOUT_PAGINATION = ["--no-paginate", "--output", "json"]


class Cli:
    """The AWS CLI."""

    def __init__(self, endpoint, region):
        self.driver = create_clidriver()
        config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
        self.driver.session.set_default_client_config(config)
        self.wire = Wire(self.driver.session)
        self.options = ["--region", region, *(["--endpoint-url", endpoint] if endpoint else [])]

    def send(self, case):
        self.wire.expect(case)
        status, output, errors = self.run(
            NAMES[case["service"]],
            command_of(case["operation"]),
            "--cli-input-json",
            json.dumps(with_times(case["input"], lambda seconds: seconds)),
            *WITHOUT_PAGINATION,
        )
        if self.wire.response is None:
            return {"reason": errors}
        if status == 0:
            return {**self.wire.response, "output": json.loads(output or "{}")}
        name = re.search(r"An error occurred \((\w+)\) when calling the (\w+) operation", errors)
        is_named = name and name[2] == case["operation"]
        return {**self.wire.response, "errorName": name[1] if is_named else f"exit status {status}: {errors}"}

    def run(self, *arguments):
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            status = self.driver.main([*arguments, *self.options])
        return status, output.getvalue(), errors.getvalue()


def command_of(operation):
    """The command of an operation: lowercase words, separated by hyphens."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()


send_all(lambda endpoint, region: Cli(endpoint, region).send)
