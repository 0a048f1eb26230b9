"""What stops ``serve`` and ``doctor``, and what they say then."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from console.main import main
from telephony import ladder

DEMO = Path(__file__).parents[2]
KEYS = ("DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY", "CARTESIA_API_KEY", "ANTHROPIC_API_KEY", "TWILIO_AUTH_TOKEN")


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)


def trunkline(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["trunkline", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def no_local_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "local_is_installed", lambda: False)


def test_keyless_without_the_local_extra_says_what_to_install_or_which_key_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_local_extra(monkeypatch)
    assert trunkline(monkeypatch, "serve", "--project", str(DEMO)) == 3
    told = capsys.readouterr().err
    assert "DEEPGRAM_API_KEY" in told
    assert "trunkline[local]" in told


def test_it_says_at_once_what_it_loads(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    no_local_extra(monkeypatch)
    (tmp_path / "flows").mkdir()
    assert trunkline(monkeypatch, "serve", "--project", str(tmp_path), "--port", "8123", "--working") == 3
    first = capsys.readouterr().err.splitlines()[0]
    assert "starting listen=127.0.0.1:8123 loads='the working files; the intent model; the providers'" in first


def test_flows_and_intents_that_do_not_check_stop_it_with_every_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "intents").mkdir()
    (tmp_path / "flows" / "project.yaml").write_text("name: Broken\nlocale: en-GB\nstart: nowhere\nnonsense: 1\n")
    (tmp_path / "flows" / "one.yaml").write_text("about: x\nsteps:\n- sya: hello\n")
    (tmp_path / "intents" / "greet.yaml").write_text("abuot: x\n")
    assert trunkline(monkeypatch, "serve", "--project", str(tmp_path)) == 1
    told = capsys.readouterr().err
    for place in ("flows/project.yaml:4:", "flows/one.yaml:3:", "intents/greet.yaml:1:"):
        assert place in told


def test_doctor_says_which_part_is_on_which_rung_and_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    no_local_extra(monkeypatch)
    monkeypatch.setenv("DEEPGRAM_API_KEY", "k")
    assert trunkline(monkeypatch, "doctor", "--project", str(tmp_path), "--json") == 3
    rungs = {r["capability"]: r for r in json.loads(capsys.readouterr().out.splitlines()[-1])["rungs"]}
    assert rungs["transcriber"]["provider"] == "deepgram-flux"
    assert rungs["synthesizer"]["provider"] == "none"
    assert "ELEVENLABS_API_KEY" in rungs["synthesizer"]["why"]
    assert "trunkline train" in rungs["intent model"]["why"]


def test_doctor_says_whose_package_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(ladder, "extras", lambda: frozenset({"local"}))
    monkeypatch.setenv("CARTESIA_API_KEY", "k")
    trunkline(monkeypatch, "doctor", "--project", str(tmp_path))
    told = capsys.readouterr().out
    assert "not cartesia" in told
    assert "pip install 'trunkline[cartesia]'" in " ".join(told.split())
    trunkline(monkeypatch, "doctor", "--project", str(tmp_path), "--json")
    (row,) = json.loads(capsys.readouterr().out.splitlines()[-1])["left_out"]
    assert (row["capability"], row["provider"]) == ("synthesizer", "cartesia")


def test_doctor_shows_a_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(ladder, "local_is_installed", lambda: True)
    assert trunkline(monkeypatch, "doctor", "--project", str(tmp_path)) == 3
    told = capsys.readouterr().out
    assert "transcriber" in told
    assert "local" in told


@pytest.mark.local
def test_a_port_that_is_taken_is_a_sentence_and_never_called_serving(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], demo_model: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert trunkline(monkeypatch, "serve", "--project", str(DEMO), "--port", port) == 2
    told = capsys.readouterr().err
    assert f"cannot listen on 127.0.0.1:{port}" in told
    assert "serving" not in told
    assert "Traceback" not in told


@pytest.mark.local
def test_ctrl_c_while_it_starts_is_no_traceback(demo_model: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", "from console.main import main; main()", "serve"]
    with subprocess.Popen(command, cwd=DEMO, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            assert "starting" in process.stderr.readline(), "nobody is to wonder what takes so long"
            assert "rung" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=20)
        finally:
            process.kill()
        assert process.returncode in {0, 130}
    assert "Traceback" not in told
