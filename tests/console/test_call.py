import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console import call as verb
from console.main import app
from engine.errors import SettingsError
from telephony.simulator import wav
from telephony.simulator.caller import Ending, Report
from telephony.simulator.demo import serving
from telephony.simulator.line import Tape
from telephony.simulator.standins.all import Standins

ROOT = Path(__file__).parents[2]
SCRIPT = "steps:\n  - wait: {quiet: 300}\n  - say: hello\n  - hang up\n"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["call", *arguments])


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "script.yaml"
    file.write_text(SCRIPT, encoding="utf-8")
    return file


def test_a_server_that_is_not_there_is_exit_code_1(script: Path, tmp_path: Path) -> None:
    done = run(str(script), "--url", "http://127.0.0.1:9", "--project", str(tmp_path), "--bursts", "--json")
    assert done.exit_code == 1
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["ending"] == "refused"
    assert result["why"]
    assert result["wav"] == ""
    assert not (tmp_path / ".trunkline" / "calls").exists()


def test_a_refused_call_says_what_to_do(script: Path, tmp_path: Path) -> None:
    done = run(str(script), "--url", "http://127.0.0.1:9", "--project", str(tmp_path), "--bursts")
    assert "start it with `trunkline serve`" in done.output


def test_stand_ins_that_are_not_there_are_told(script: Path, tmp_path: Path) -> None:
    done = run(str(script), "--standins", "http://127.0.0.1:9", "--project", str(tmp_path), "--bursts")
    assert "no stand-ins answer at http://127.0.0.1:9" in str(done.exception)


@pytest.mark.parametrize(
    ("url", "todo"),
    [
        ("127.0.0.1:8080", "write http://127.0.0.1:8080 or https://127.0.0.1:8080"),
        ("ws://127.0.0.1:8080", "write http://127.0.0.1:8080 or https://127.0.0.1:8080"),
        ("wss://calls.example.com", "write http://calls.example.com or https://calls.example.com"),
        ("", "write http://... or https://..."),
    ],
)
def test_an_address_of_another_kind_is_refused_before_the_call(
    script: Path, tmp_path: Path, url: str, todo: str
) -> None:
    done = run(str(script), "--url", url, "--project", str(tmp_path), "--bursts")
    assert isinstance(done.exception, SettingsError)
    assert done.exception.todo == todo


def test_a_recording_that_could_not_be_kept_is_told_before_the_call(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def placed(*_: Any) -> None:
        raise AssertionError("the call was placed")

    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    monkeypatch.setattr(verb, "place", placed)
    done = run(str(script), "--project", str(tmp_path), "--bursts")
    assert isinstance(done.exception, PermissionError)
    assert done.exception.filename == str(tmp_path)


@pytest.mark.parametrize("public", ["", "https://calls.example.com"])
def test_a_refused_signature_has_two_causes(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, public: str
) -> None:
    async def placed(*_: Any) -> Report:
        return Report("CA1", Ending("refused", why="11200: /voice answered 403"), (), Tape())

    monkeypatch.setattr(verb, "place", placed)
    monkeypatch.setenv("TRUNKLINE_PUBLIC_URL", public)
    done = run(str(script), "--project", str(tmp_path), "--bursts")
    assert "pass --token" in done.output
    assert f"by another address than {public or 'http://127.0.0.1:8080'}" in done.output


async def test_a_call_takes_its_script_back_whatever_became_of_it(script: Path, tmp_path: Path) -> None:
    async with Standins() as standins:
        control = standins.urls["control"]
        arguments = (str(script), "--url", "http://127.0.0.1:9", "--project", str(tmp_path), "--bursts")
        done = await asyncio.to_thread(run, *arguments, "--standins", control)
        assert done.exit_code == 1, done.output
        assert standins.deepgram.scripts.take().utterances == ()


def test_a_bad_script_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("steps: [fly]\n", encoding="utf-8")
    done = run(str(file), "--project", str(tmp_path), "--bursts")
    assert done.exit_code != 0
    assert "bad.yaml: step 1" in str(done.exception)


@pytest.mark.local
async def test_a_call_to_a_running_server(script: Path, tmp_path: Path, demo_model: Path) -> None:
    async with serving(ROOT) as served:
        arguments = (str(script), "--url", served.url, "--token", served.token, "--project", str(tmp_path), "--bursts")
        done = await asyncio.to_thread(run, *arguments, "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["ending"], result["violations"]) == ("caller", [])
    assert wav.read(Path(result["wav"])).any(axis=0).all()
    assert "(the call begins)" in done.stderr


def test_the_voice_needs_the_local_extra(monkeypatch: pytest.MonkeyPatch, script: Path, tmp_path: Path) -> None:
    monkeypatch.setattr(verb, "local_is_installed", lambda: False)
    done = run(str(script), "--project", str(tmp_path))
    assert "--bursts" in getattr(done.exception, "todo", "")
