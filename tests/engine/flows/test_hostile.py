"""Files that would hurt a careless reader: each is refused with its place, or read as the text it is.

``hostile/expected.txt`` holds what is said of each small file. The large ones are made from the recipes that
``trunkline bench yaml`` times and weighs; here their work is counted.
"""

from __future__ import annotations

import json
import os
import textwrap
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from engine.bench.hostile import LARGE, write_no_files
from engine.bench.yaml_cost import made
from engine.flows import events
from engine.flows.contents import contents
from engine.flows.events import MAX_EVENTS, MAX_PROBLEMS
from engine.flows.model import Position
from engine.flows.nodes import MappingNode, ScalarNode, SequenceNode, Source
from engine.flows.project import load
from engine.flows.read import flow
from engine.flows.read_values import Reading
from engine.flows.source import read_file
from engine.intents import load_intents
from engine.rehearsal.read import read_calls

HOSTILE = Path(__file__).parent / "hostile"
SMALL = sorted(HOSTILE.glob("*.yaml"))
SHOWN = 300
"""Characters of a text that the table shows."""


def plain(node: object) -> object:
    match node:
        case ScalarNode(text=text):
            return text
        case SequenceNode(items=items):
            return [plain(item) for item in items]
        case MappingNode(entries=entries):
            return {key.text: plain(value) for key, value in entries}
    return None


def told(path: Path) -> Iterator[str]:
    """What is said of one file: its first finding, else its text and what a flow would find wrong with it."""
    source = read_file(path, path.name)
    if source.findings:
        count = len(source.findings)
        yield f"{source.findings[0]}" if count == 1 else f"{source.findings[0]} (of {count})"
        return
    text = json.dumps(plain(source.root))
    yield f"{path.name}: text {text if len(text) < SHOWN else f'of {len(text)}'}"
    if source.root is not None:
        reading = Reading()
        flow(reading, "f", source.root, Position(path.name, 1, 1))
        yield from (f"  {finding.at}: {finding.code}" for finding in sorted(reading.findings) if finding.code != "F007")


def test_each_small_file_is_refused_or_read_as_the_table_says() -> None:
    found = [line for path in SMALL for line in told(path)]
    assert found == (HOSTILE / "expected.txt").read_text(encoding="utf-8").splitlines()


def test_the_corpus_is_large() -> None:
    assert len(SMALL) + len(LARGE) >= 40
    assert sum(path.stat().st_size for path in SMALL) < 100_000


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the parser's events."""
    count = [0]

    class Counting(yaml.CLoader):
        def get_event(self) -> object:
            count[0] += 1
            return super().get_event()

    monkeypatch.setattr(events, "_Loader", Counting)
    return count


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_costs_little(name: str, tmp_path: Path, parsed: list[int]) -> None:
    data = LARGE[name]()
    path = tmp_path / "f.yaml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    del data
    tracemalloc.start()
    try:
        source = read_file(path, "f.yaml")
        found = (*source.findings, *made(source))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    assert parsed[0] <= 2 * MAX_EVENTS + 10
    assert len(source.findings) <= MAX_PROBLEMS + 20
    assert len(found) <= 3_000
    assert all(finding.at.line >= 1 and finding.at.column >= 1 for finding in found)
    assert source.root is None or found


def test_what_is_no_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    said = {path.name: str(read_file(path, path.name).findings[0]) for path in write_no_files(tmp_path / "odd")}
    assert said == {
        "endless.yaml": "endless.yaml:1:1: error F009: cannot be read: it is not a file",
        "folder.yaml": "folder.yaml:1:1: error F009: cannot be read: it is not a file",
        "loop.yaml": f"loop.yaml:1:1: error F009: cannot be read: {os.strerror(40)}",
        "nowhere.yaml": "nowhere.yaml:1:1: error F009: cannot be read: No such file or directory",
        "pipe.yaml": "pipe.yaml:1:1: error F009: cannot be read: it is not a file",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("a: b\n")
    path.chmod(0)
    assert "Permission denied" in str(read_file(path, "f.yaml").findings[0])


def test_a_file_is_read_no_further_than_asked(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"abcdef")
    assert contents(path, 3) == b"abc"
    assert contents(path, 10) == b"abcdef"


def test_a_project_that_holds_a_pipe_does_not_hang(write: Callable[[Mapping[str, str]], Path]) -> None:
    folder = write({})
    for place in ("flows", "intents", "tests/calls", "tests/intents"):
        (folder / place).mkdir(parents=True, exist_ok=True)
        os.mkfifo(folder / place / "pipe.yaml")
    flows, intents = load(folder), load_intents(folder)
    _, calls = read_calls(folder)
    places = {(f.at.file, f.code) for f in (*flows.findings, *intents.findings, *calls) if "not a file" in f.message}
    assert places == {(f"{place}/pipe.yaml", "F009") for place in ("flows", "intents", "tests/calls", "tests/intents")}


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_everything_that_reads_such_files_outlives_them(path: Path) -> None:
    for finding in made(Source(read_file(path, path.name).root)):
        assert str(finding).encode()


TRAPS = """
    about: no
    title: 12:30
    start: never
    slots:
      answer:
        type: one_of [yes, no, on, off]
        ask: Yes, no, on or off?
        tries: 010
        wait: 1:30
    steps:
      - ask: answer
      - match: answer
        yes: [end]
        no: [end]
        on: [end]
        else: []
      - if: answer == 010
        then: [end]
    """


def test_a_trap_is_text_or_refused_where_a_type_needs_another_value() -> None:
    source = events.Builder(textwrap.dedent(TRAPS), "f.yaml")
    root, reading = source.document(), Reading()
    assert root is not None
    read = flow(reading, "f", root, Position("f.yaml", 1, 1))
    assert (read.about, read.title) == ("no", "12:30")
    assert list(read.slots["answer"].type.options) == ["yes", "no", "on", "off"]
    assert [str(finding) for finding in sorted(reading.findings)] == [
        "f.yaml:9:12: error F006: this is a whole number from 1 to 9",
        "f.yaml:10:11: error F006: '1:30' is not a duration; write 8s, 500ms or 15m",
        "f.yaml:18:19: error F061: '010' is no number; put digits in quotes",
    ]
