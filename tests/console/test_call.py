import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console import call as verb
from console.main import app
from telephony.simulator import wav
from telephony.simulator.demo import serving

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
