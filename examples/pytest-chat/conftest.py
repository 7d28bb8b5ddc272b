"""Starts the emulator with an AWS CDK app, once for all tests, and ends it with them."""

import json
import os
import shlex
import signal
import subprocess
import time
import urllib.error
import urllib.request

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
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)  # npx alone would end, and leave the emulator running
            process.wait()


class Chat:
    def __init__(self, ready):
        self.control, variables = ready["control"], ready["environment"]
        (self.outputs,) = ready["outputs"].values()  # of the only stack
        self.messaging = boto3.client(
            "chime-sdk-messaging",
            endpoint_url=variables["AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING"],
            region_name=variables["AWS_REGION"],
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )

    def send(self, content, **options):
        return self.messaging.send_channel_message(
            ChannelArn=self.outputs["ChannelArn"],
            ChimeBearer=self.outputs["AliceArn"],
            Content=content,
            Type="STANDARD",
            Persistence="PERSISTENT",
            **options,
        )["MessageId"]

    def call(self, path, **body):
        """Calls the HTTP interface: GET without a body, POST with one."""
        headers = {"Authorization": f"Bearer {self.control['token']}"}
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self.control['url']}/{path}", data, headers)
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["message"]) from None
