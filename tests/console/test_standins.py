"""``trunkline standins`` as people run it."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from typer.testing import CliRunner

from console import standins as verb
from console.main import app
from engine.settings import Settings
from telephony.simulator.standins.all import NAMES
from telephony.simulator.standins.deepgram import DeepgramStandin


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return min(found, 65_000)


def started(*more: str) -> subprocess.Popen[str]:
    program = "from console.main import main; main()"
    command = [sys.executable, "-W", "ignore", "-c", program, "standins", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_until_it_is_stopped(how: signal.Signals) -> None:
    with started("--port", str(free_port()), "--json") as process:
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        with urllib.request.urlopen(found["addresses"]["control"], timeout=5) as answer:  # noqa: S310 - our own
            assert set(json.load(answer)["faults"]) == set(NAMES) - {"control"}
        os.kill(process.pid, how)
        assert process.wait(10) == 0


def test_the_lines_are_the_settings_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with started("--port", str(free_port())) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(13)]
        os.kill(process.pid, signal.SIGINT)
    for line in lines:
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").strip().partition("=")
            monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    assert settings.deepgram_url.startswith("http://127.0.0.1:")
    assert settings.deepgram_api_key is not None
    assert settings.twilio_account_sid.startswith("AC")


def test_the_help_says_how_to_let_one_fail() -> None:
    told = CliRunner().invoke(app, ["standins", "--help"], env={"COLUMNS": "80"}).output
    commands = [shlex.split(line) for line in told.splitlines() if line.strip().startswith("curl ")]
    body = next(words[words.index("-d") + 1] for words in commands if "-d" in words)
    found = json.loads(body)
    assert found["kind"] in DeepgramStandin().faults.kinds
    assert f"http://127.0.0.1:{verb.PORT}/faults" in told


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with started("--port", str(min(taken.getsockname()[1], 65_530))) as process:
            _, said = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "cannot listen" in said
    assert "Traceback" not in said


@pytest.mark.local
def test_with_speech_the_stand_in_really_speaks() -> None:
    assert len(verb.local_voice()("Your order is on its way.", "any")) > 8000
