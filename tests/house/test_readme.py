"""README: one screen, and every command in it works."""

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line.split("#")[0].strip() for line in re.findall(r"^    (\S.*)$", README, flags=re.MULTILINE)]
ELSEWHERE = {"make demo", "make test", "trunkline serve", "trunkline call"}
"""``make`` is the build's own; serving and calling need each other and are run together below."""
LONG = {
    "trunkline bench calls": ["--calls", "2", "--seconds", "6", "--warmup", "1"],
    "trunkline bench turn-taking": ["--calls", "1"],
}


def environment(project: Path) -> dict[str, str]:
    keys = (
        "DEEPGRAM_API_KEY",
        "ELEVENLABS_API_KEY",
        "CARTESIA_API_KEY",
        "ANTHROPIC_API_KEY",
        "OPENAI_API_KEY",
        "TWILIO_AUTH_TOKEN",
    )
    kept = {name: value for name, value in os.environ.items() if name not in keys}
    return kept | {"PATH": f"{Path(sys.executable).parent}:{kept['PATH']}", "TRUNKLINE_PROJECT": str(project)}


def test_it_fits_one_screen() -> None:
    assert len(README.splitlines()) <= 66


def test_it_names_every_verb_it_shows() -> None:
    assert len(COMMANDS) == len(set(COMMANDS)) >= 11


@pytest.mark.train
@pytest.mark.local
@pytest.mark.timeout(300)
@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ELSEWHERE])
def test_a_command_runs(command: str, demo_model: Path) -> None:
    arguments = shlex.split(command) + LONG.get(command, [])
    typed = "where is my order\n/keys 1234\n/quit\n" if "chat" in command else ""
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=environment(ROOT),
        input=typed,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.strip()


@pytest.mark.train
@pytest.mark.local
@pytest.mark.timeout(300)
def test_serve_answers_call(demo_model: Path, tmp_path: Path) -> None:
    where = environment(ROOT) | {"TRUNKLINE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/calls.db"}
    with subprocess.Popen(["trunkline", "serve"], cwd=ROOT, env=where, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            assert any("serving" in line for line in server.stderr)
            drained = threading.Thread(target=server.stderr.read, daemon=True)
            drained.start()
            done = subprocess.run(
                ["trunkline", "call"], cwd=ROOT, env=where, capture_output=True, text=True, timeout=200, check=False
            )
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "left in the porch" in done.stdout
