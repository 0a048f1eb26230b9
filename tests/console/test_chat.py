from __future__ import annotations

import asyncio
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from console.chat import Chat, ending, spoken
from console.main import app
from console.new import STARTER
from console.parts import opened
from engine.settings import Settings, read_settings
from engine.types import HangUp, Line, Listening, Transfer

ROOT = Path(__file__).parents[2]
ACME = ROOT / "tests" / "acme"


def keyless(project: Path, database: Path) -> Settings:
    url = f"sqlite+aiosqlite:///{database / 'chat.db'}"
    return read_settings(project=project, database_url=url, language_model="none")


async def typed(
    lines: Sequence[str | None], database: Path, project: Path = ROOT, *, quiet: bool = False, save: Path | None = None
) -> str:
    """Type ``lines`` into a chat with ``project``; return the screen."""
    rest = iter(lines)
    screen = Console(file=io.StringIO(), width=140, highlight=False)
    async with opened(keyless(project, database)) as parts:
        await Chat(parts, lambda _prompt: next(rest, None), screen, quiet=quiet).run(save)
    assert next(rest, "nothing") == "nothing", "everything was read"
    found: str = screen.file.getvalue()  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        (Transfer("orders", "+441632960101", "Late."), ("put through to orders +441632960101", "note: Late.")),
        (Transfer("orders", "+441632960101"), ("put through to orders +441632960101",)),
        (HangUp(), ("the call is over (us.dialog.done)",)),
        (Listening("x"), ()),
    ],
)
def test_how_a_call_ended_is_said(after: Any, shown: tuple[str, ...]) -> None:
    assert ending(after) == shown


def test_fillers_are_bracketed() -> None:
    assert spoken(Line("1.1", "One moment.", "x", filler=True)) == "(One moment.)"


async def test_a_command_that_is_none_is_told_and_the_call_goes_on(tmp_path: Path) -> None:
    shown = await typed(["/key 1", "/keys", "/save", "/back", "/keys 1"], tmp_path)
    assert "there is no command /key; /help lists them" in shown
    assert "which keys? /keys 1234" in shown
    assert "name the test" in shown
    assert "there is nothing to take back" in shown
    assert "What's your order number?" in shown


async def test_every_turn_shows_how_it_was_decided(tmp_path: Path) -> None:
    shown = await typed(["/keys 1", "four five six eight", "yes please"], tmp_path)
    assert "0, keypad" in shown
    assert "menu(order_status) by keys" in shown
    assert "3, fill" in shown
    assert "fill(order_number) by rule" in shown
    assert "orders.lookup → done" in shown
    assert "order_number = 4568" in shown
    assert " ms" in shown
    assert "put through to orders" in shown
    assert "Late order 4568" in shown


async def test_a_transfer_may_be_taken_by_nobody_and_is_saved_as_a_test_that_passes(tmp_path: Path) -> None:
    lines = ["/unanswered", "I want to speak to a person", "/unanswered", "yes", "/unanswered", ""]
    project = tmp_path / "acme"
    shutil.copytree(ACME, project)
    shown = await typed(lines, tmp_path, project, save=tmp_path / "nobody_is_there.yaml")
    assert shown.count("nobody is asked to take the call") == 2
    assert "Shall we call you back, on the number you're calling from?" in shown
    assert "transfers.call_back → done" in shown
    assert "it passes" in shown
    assert "- unanswered:" in (tmp_path / "nobody_is_there.yaml").read_text("utf-8")


async def test_quiet_shows_only_what_is_said(tmp_path: Path) -> None:
    shown = await typed(["/keys 1"], tmp_path, quiet=True)
    assert "What's your order number?" in shown
    assert "by keys" not in shown
    assert " ms" not in shown


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('raise ValueError("4568")', "reservations.lookup raised ValueError (handlers.py:LINE)"),
        ('return {"state": 4568}', "reservations.lookup declares 'state' otherwise than it returned it (handlers.py:"),
        ("return {}", "reservations.lookup declares 'state' and returned none (handlers.py:"),
        ("return None", "reservations.lookup returned NoneType: a result is a TypedDict or a dataclass (handlers.py:"),
        (
            'return Outcome("p" + "st")',  # written out, check would find it
            "reservations.lookup returned an outcome it does not declare (it declares not_found)",
        ),
    ],
)
async def test_a_handler_that_breaks_is_told_by_class_and_place_and_never_by_its_message(
    tmp_path: Path, wrong: str, told: str
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(STARTER, folder)
    handlers = folder / "handlers.py"
    lines = handlers.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if '"""Look a reservation up' in line) + 1
    handlers.write_text("\n".join([*lines[:at], f"    {wrong}", *lines[at:]]), "utf-8")
    shown = await typed(["/keys 1", "/keys 12345"], tmp_path, folder, quiet=True)
    assert f"-- {told.replace('LINE', str(at + 1))}" in shown
    assert "4568" not in shown


async def test_why_where_help_and_what_is_taken_back(tmp_path: Path) -> None:
    shown = await typed(["/keys 1", "/why", "/where", "/help", "/back"], tmp_path, quiet=True)
    assert "a key of the open question's menu" in shown
    assert "flows/order_status.yaml:" in shown
    assert "cut our last answer after words of it" in shown
    assert shown.rindex("How can I help?") > shown.index("taken back; what handlers did stays done")


async def test_an_interruption_says_what_was_heard(tmp_path: Path) -> None:
    shown = await typed(["/interrupt How can", "/interrupt elephants", "/interrupt"], tmp_path, quiet=True)
    assert "cut: heard was “How can”" in shown
    assert shown.count("there is nothing to interrupt") + shown.count("elephants") >= 1


async def test_a_call_that_leaves_for_a_card_is_asked_what_came_of_it(tmp_path: Path) -> None:
    lines = [
        "/keys 2",
        "123456",
        "/keys 7391",
        "forty pounds",
        "yes",
        "what?",
        "sunk",
        "declined",
        "done last4=4242 token=t",
    ]
    shown = await typed([*lines, "/hangup"], tmp_path, ACME, quiet=True)
    assert "pay.card sends the call away" in shown
    assert "can come to" in shown
    assert "The bank said no to that card." in shown
    assert "on the card ending 4242" in shown


async def test_hanging_up_outside_ends_the_chat(tmp_path: Path) -> None:
    shown = await typed(["/keys 2", "123456", "/keys 7391", "forty pounds", "yes", "/hangup"], tmp_path, ACME)
    assert "7391" not in shown
    assert "passcode = •••" in shown
    assert "I've taken" not in shown


async def test_when_the_call_is_over_nothing_more_is_said_but_it_can_be_kept(tmp_path: Path) -> None:
    shown = await typed(["goodbye", "hello?", "/interrupt", "/back", "/keys 1", "/hangup"], tmp_path, quiet=True)
    assert shown.count("the call is over: /save NAME keeps") == 2
    assert "What's your order number?" in shown


async def test_a_chat_is_saved_at_its_end_but_never_over_another_file(tmp_path: Path) -> None:
    file = tmp_path / "late_order.yaml"
    first = await typed(["/keys 1", "4568", "yes please"], tmp_path, save=file)
    assert f"saved as {file}; it passes" in first.replace("\n", "")
    before = file.read_text()
    assert before.startswith("- call: late order\n")
    again = await typed(["/keys 1"], tmp_path, save=file)
    assert "is there already: choose another name" in again
    assert file.read_text() == before


PAYS = ("/keys 2", "123456", "/keys 7391", "forty pounds", "no, I meant 45 pounds", "yes", "no", "goodbye")
SENDS_BACK = ("/keys 3", "1234", "what was that", "it's broken")
CHANGES = ("/keys 1", "4568", "no", "/interrupt is there", "what did you say", "", "mmm", "bye")


@pytest.mark.parametrize("lines", [PAYS, SENDS_BACK, CHANGES], ids=["pays", "sends back", "changes"])
def test_a_call_to_the_demo_shop_is_saved_as_a_test_that_passes_at_once(tmp_path: Path, lines: Sequence[str]) -> None:
    folder = tmp_path / "shop"
    for part in ("flows", "intents", "tests/intents"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "handlers.py", folder)
    shown = asyncio.run(typed([*lines, "/save what a caller did"], tmp_path, folder))
    assert "7391" not in shown
    assert "it passes" in shown
    assert "7391" not in (folder / "tests" / "calls" / "what_a_caller_did.yaml").read_text()
    result = CliRunner().invoke(app, ["test", "--project", str(folder)])
    assert result.exit_code == 0, result.output
    assert "ok   what a caller did" in result.output


async def test_a_call_that_is_left_by_ctrl_c_is_saved_all_the_same(tmp_path: Path) -> None:
    typing, never, rest = asyncio.Event(), threading.Event(), iter(["/keys 1"])
    loop, screen = asyncio.get_running_loop(), Console(file=io.StringIO(), width=140)

    def ask(_prompt: str) -> str | None:
        line = next(rest, None)
        if line is None:
            loop.call_soon_threadsafe(typing.set)
            never.wait(20)
        return line

    async with opened(keyless(ROOT, tmp_path)) as parts:
        chat = asyncio.create_task(Chat(parts, ask, screen).run(tmp_path / "left.yaml"))
        await typing.wait()
        chat.cancel()
        with pytest.raises(asyncio.CancelledError):
            await chat
    never.set()
    assert (tmp_path / "left.yaml").read_text().endswith("    - hangs up\n")


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


def test_the_end_of_what_is_typed_ends_the_call(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'chat.db'}")
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    result = CliRunner().invoke(app, ["chat", "--project", str(ROOT)], input="/silence\n")
    assert result.exit_code == 0, result.output
    assert "You can say things like" in result.output
    assert "\n> /silence\n" in result.output, "what comes through a pipe is shown, too"
