"""Starts the emulator with an AWS CDK app, once for all tests, and ends it with them."""

import json
import os
import shlex
import signal
import subprocess
import time
import urllib.request
from contextlib import suppress

import boto3
import pytest

EMULATOR = shlex.split(os.environ.get("CHIME_MESSAGING_EMULATOR", "npx chime-messaging-emulator"))


@pytest.fixture(scope="session")
def chat(tmp_path_factory):
    ready = tmp_path_factory.mktemp("emulator") / "ready.json"
    arguments = ["--deploy", os.environ.get("CDK_OUT", "cdk.out"), "--ready-file", ready]
    process = subprocess.Popen([*EMULATOR, *arguments], start_new_session=True)
    try:
        while not ready.exists():
            assert process.poll() is None, "the emulator could not start: its output says why"
            time.sleep(0.1)
        yield Chat(json.loads(ready.read_text()))
    finally:
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(process.pid, signal.SIGTERM)  # npx alone would end, and leave the emulator running
        process.wait()


class Chat:
    def __init__(self, note):
        self.control, variables = note["control"], note["environment"]
        (self.outputs,) = note["outputs"].values()
        self.messaging = boto3.client(
            "chime-sdk-messaging",
            endpoint_url=variables["AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING"],
            region_name=variables["AWS_REGION"],
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )

    def send(self, content, **options):
        """Sends a message as Alice; its id."""
        return self.messaging.send_channel_message(
            ChannelArn=self.outputs["ChannelArn"],
            ChimeBearer=self.outputs["AliceArn"],
            Content=content,
            Type="STANDARD",
            Persistence="PERSISTENT",
            **options,
        )["MessageId"]

    def call(self, path, **body):
        """Calls the control interface of the emulator: a GET, or a POST with a body."""
        headers = {"Authorization": f"Bearer {self.control['token']}"}
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self.control['url']}/{path}", data, headers)
        with urllib.request.urlopen(request) as response:
            return json.load(response)
