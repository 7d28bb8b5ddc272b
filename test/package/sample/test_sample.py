"""The sample app with pytest: the command serves it, and reports each event on a line of JSON."""

import json
import os
import subprocess
import urllib.request

import pytest

EMULATOR = os.environ.get("CHIME_MESSAGING_EMULATOR", "npx chime-messaging-emulator").split()
OPTIONS = ["--app", "node app.cjs", "--watch", "--stubs", "all", "--json", "--log-level", "error"]


@pytest.fixture(scope="module")
def emulator():
    change(greeting="hello")  # the initial value: the test may have run before
    with subprocess.Popen([*EMULATOR, *OPTIONS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout
        process.stdin.close()  # it ends because the program that started it closed its input
        assert process.wait() == 0


def next_event(emulator):
    return json.loads(emulator.readline())


def change(**settings):
    with open("settings.json", "w") as file:
        json.dump(settings, file)


def inventory(control):
    request = urllib.request.Request(f"{control['url']}/inventory")
    request.add_header("Authorization", f"Bearer {control['token']}")
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def test_the_sample_app_lives(emulator):
    ready = next_event(emulator)
    assert [ready["event"], ready["version"]] == ["ready", 1]
    assert ready["outputs"]["Production-Chat"]["Greeting"] == "hello"

    change(greeting="good day")
    assert next_event(emulator)["outputs"]["Beta-Chat"]["Greeting"] == "good day"

    deployed = inventory(ready["control"])
    change(greeting="bye", fails=True)
    failed = next_event(emulator)
    assert failed["event"] == "notDeployed"
    assert "Beta-Chat could not be updated" in failed["message"]
    assert "UPDATE_ROLLBACK_COMPLETE" in failed["message"]
    assert inventory(ready["control"]) == deployed
