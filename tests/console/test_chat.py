from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.chat import ending, event_of, opened, spoken, talk, traced
from console.main import app
from engine.settings import read_settings
from engine.types import HangUp, Keyed, Leave, Line, Said, Silent, Transfer

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("typed", "event"),
    [
        ("/keys 1234", Keyed("1234")),
        ("/keys 99*12#", Keyed("12")),
        ("/silence", Silent()),
        ("", Silent()),
        ("/quit", None),
        ("  my order ", Said("my order")),
    ],
)
def test_what_is_typed_is_an_event(typed: Any, event: Any) -> None:
    assert event_of(typed) == event


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        (Transfer("orders", "+441632960101", "Late."), "orders +441632960101\n     note: Late."),
        (HangUp(), "us.dialog.done"),
        (Leave("a/do.x", "pay.card"), "pay.card"),
    ],
)
def test_how_a_call_ended_is_said(after: Any, shown: Any) -> None:
    assert shown in ending(after)


async def test_a_command_that_is_none_is_told_and_the_call_goes_on(tmp_path: Path) -> None:
    settings = read_settings(
        project=ROOT, database_url=f"sqlite+aiosqlite:///{tmp_path / 'chat.db'}", language_model="none"
    )
    typed: Iterator[str | None] = iter(["/key 1", "/keys 1", None])
    shown: list[str] = []
    async with opened(settings) as conversation:
        await talk(conversation, lambda: next(typed), shown.append)
    assert sum("/keys 1234 presses keys" in line for line in shown) == 1
    assert "  What's your order number?" in shown


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is needed")
def test_ctrl_c_hangs_up_at_once(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-W", "ignore", "-c", "from console.main import main; main()", "chat"]
    where = os.environ | {"TRUNKLINE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'chat.db'}"}
    with subprocess.Popen(
        command, cwd=ROOT, env=where, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any("How can I help?" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
    os.close(ours)
    os.close(theirs)


def test_fillers_are_bracketed() -> None:
    assert spoken(Line("1.1", "One moment.", "x", filler=True)) == "  (One moment.)"


async def test_a_whole_call_in_the_terminal(tmp_path: Path, capsys: Any) -> None:
    settings = read_settings(
        project=ROOT, database_url=f"sqlite+aiosqlite:///{tmp_path / 'chat.db'}", language_model="none"
    )
    typed: Iterator[str | None] = iter(["/keys 1", "four five six eight", "yes please", "never read"])
    shown: list[str] = []
    async with opened(settings) as conversation:
        await talk(conversation, lambda: next(typed), shown.append, trace=True)
    everything = "\n".join(shown)
    assert "What's your order number?" in everything
    assert "[fill(order_number)] by rule" in everything
    assert "did orders.lookup: done" in everything
    assert "put through to orders" in everything
    assert "Late order 4568" in everything
    assert next(typed) == "never read"


async def test_a_turn_is_shown_in_a_few_lines(tmp_path: Path) -> None:
    settings = read_settings(
        project=ROOT, database_url=f"sqlite+aiosqlite:///{tmp_path / 'chat.db'}", language_model="none"
    )
    async with opened(settings) as conversation:
        turn = await conversation.turn(Keyed("9"), lambda _line: None)
    assert next(iter(traced(turn))) == "    [no_match] by keys  best -"


def test_the_end_of_what_is_typed_ends_the_call(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'chat.db'}")
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    result = CliRunner().invoke(app, ["chat", "--project", str(ROOT)], input="/silence\n")
    assert result.exit_code == 0, result.output
    assert "You can say things like" in result.output
