from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.inspection import inspect

QUAY = Path(__file__).parent / "quay"
Found = Callable[[str, str], list[str]]

ROOMS = """
    class Room(TypedDict):
        name: str
        seats: int


    @handler("rooms.find")
    async def find_room(call: Call, people: int) -> Room: ...
"""
BOOKS = """

    @handler("rooms.book")
    async def book(call: Call, room: str) -> None: ...
"""


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Check a project with more handlers, and a flow of these steps; return what is found in either."""

    def checked(handlers: str, steps: str) -> list[str]:
        project = shutil.copytree(QUAY, tmp_path / "quay", ignore=shutil.ignore_patterns("__pycache__"))
        with (project / "handlers.py").open("a", encoding="utf-8") as file:
            file.write(f"\n\n{textwrap.dedent(handlers).strip()}\n")
        head = "about: Book a room.\ntitle: a room\nstart: never\n"
        slots = "slots:\n  people: {type: number, ask: For how many people?}\n"
        text = f"{head}{slots}steps:\n{textwrap.indent(textwrap.dedent(steps).strip(), '  ')}\n"
        (project / "flows" / "room.yaml").write_text(text, "utf-8")
        with (project / "flows" / "project.yaml").open("a", encoding="utf-8") as file:
            file.write("  done:\n    - run: room\n")
        mine = [each for each in inspect(project).findings if each.at.file in ("flows/room.yaml", "handlers.py")]
        return [str(each) for each in mine if each.code not in ("F034", "F037")]

    return checked


def test_a_kind_that_does_not_fit_comes_with_what_to_write(found: Found) -> None:
    handlers = """
        @handler("rooms.find")
        async def find_room(call: Call, people: str) -> dict: ...
    """
    steps = """
        - ask: people
        - do: rooms.find
          as: room
        - say: It's {room.name}, for {guests}.
    """
    kinds, fields, name = found(handlers, steps)
    assert kinds == (
        "flows/room.yaml:8:9: error F033: the input 'people' of 'rooms.find' does not fit: it is number, "
        "and the handler wants text; write 'people: int' in the handler"
    )
    assert fields == (
        "flows/room.yaml:10:16: error F060: 'room' has nothing that a flow can use: 'rooms.find' declares no fields; "
        "let the handler return a TypedDict or a dataclass"
    )
    assert name.endswith("'guests' is never asked for or produced; known here: people, room")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('return Outcome("past")', []),
        ('return Outcome(name="pst")', ["'pst' (declares past); did you mean 'past'? Else add it to 'outcomes'"]),
        (
            'return Outcome("full") if people else Outcome("past")',
            ["'full' (declares past); add it to 'outcomes' of @handler"],
        ),
        ('return Outcome("done")', ["'done' (declares past); return the result itself: that is what 'done' means"]),
        ('return Outcome("error")', ["'error' (declares past); raise an exception: the flow then goes on at 'error'"]),
    ],
)
def test_an_outcome_in_the_source_is_a_declared_one(found: Found, body: str, expected: list[str]) -> None:
    handlers = f"""
        @handler("rooms.find", outcomes=("past",))
        async def find_room(call: Call, people: int) -> Outcome | None:
            {body}
    """
    steps = "- ask: people\n- do: rooms.find\n  on:\n    past:\n      - end\n- say: Done."
    start = "the handler 'rooms.find' declares no outcome "
    assert [each.split(": ", 2)[2] for each in found(handlers, steps)] == [f"{start}{each}" for each in expected]


def test_a_handler_without_a_call_is_one_finding_at_its_line(found: Found) -> None:
    (only,) = found('@handler("rooms.find")\nasync def find_room(people: int) -> None: ...', "- ask: people")
    assert only.endswith("takes no call, and would fail on every one; let its first parameter be 'call: Call'")
    line = (QUAY / "handlers.py").read_text("utf-8").count("\n") + 3
    assert only.startswith(f"handlers.py:{line}:1: error F039")


def test_a_whole_result_fills_no_input_of_its_name(found: Found) -> None:
    steps = """
        - ask: people
        - do: rooms.find
          as: room
        - do: rooms.book
    """
    (only,) = found(ROOMS + BOOKS, steps)
    assert only == (
        "flows/room.yaml:10:9: error F033: the input 'room' of 'rooms.book' gets nothing: 'room' is a whole result, "
        "of 'rooms.find'; write 'with: {room: room.name}'"
    )


def test_a_handler_does_not_get_what_it_gives_itself(found: Found) -> None:
    handlers = """
        class Moved(TypedDict):
            room: str


        @handler("rooms.move")
        async def move(call: Call, room: str) -> Moved: ...
    """
    (only,) = found(handlers, "- ask: people\n- do: rooms.move\n  as: moved")
    assert "error F033: the input 'room' of 'rooms.move' is never asked for or produced" in only
