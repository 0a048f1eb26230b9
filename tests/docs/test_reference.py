"""The reference has an entry for everything the readers know, and each of its examples is read, checked and played."""

from __future__ import annotations

import dataclasses
import inspect
import re
import shutil
from datetime import date, time
from pathlib import Path

import pytest

from engine.dialog.slots import key_rule, read_keys, read_slot
from engine.dialog.wordings import ENGLISH
from engine.flows.check import check
from engine.flows.check_moves import EVENTS, IDLE
from engine.flows.model import SlotType
from engine.flows.project import load
from engine.flows.read_locales import ENTRY
from engine.flows.read_slots import KINDS
from engine.flows.vocabulary import (
    BESIDE,
    BESIDE_ANY,
    CHECK_KEYS,
    COVERAGE_KEYS,
    FLOW_KEYS,
    LIMIT_KEYS,
    PROJECT_KEYS,
    SLOT_KEYS,
    UNDERSTANDING_KEYS,
)
from engine.handlers.registry import Call, handler
from engine.intents import KEYS as INTENT_KEYS
from engine.intents import load_intents
from engine.rehearsal.read import CALL, ENDS, TURN
from engine.rehearsal.read_pin import UNDERSTOOD
from engine.rehearsal.run import play_all
from engine.rehearsal.suite import open_suite
from engine.release import registry_for
from engine.schema import glossary
from engine.voice import spoken

from .pages import Block, Section, blocks, rows, sections

PAGE = "reference.md"
HOTEL = Path(__file__).parent / "hotel"
SECTIONS = {section.path: section for section in sections(PAGE)}
BLOCKS = blocks(PAGE)
TODAY = date(2026, 5, 27)
"""A Wednesday; the reference says so where days are read."""
FLOW = "about: An example.\ntitle: your example\nstart: example\nsteps:\n  - say: Hello.\n"
SLOT = "type: text\nask: What is it?\n"
INTENT = "about: Wants an example.\nexamples:\n" + "".join(f"  - sentence number {n} of them\n" for n in range(8))

EXPECTED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("Project",): PROJECT_KEYS,
    ("Project", "limits"): LIMIT_KEYS,
    ("Project", "understanding"): UNDERSTANDING_KEYS,
    ("Project", "coverage"): COVERAGE_KEYS,
    ("Flow",): FLOW_KEYS,
    ("Slot",): SLOT_KEYS,
    ("Slot", "check"): CHECK_KEYS,
    ("Types",): KINDS,
    ("Texts",): tuple(glossary.PROMPT),
    ("Steps",): (*BESIDE, *BESIDE_ANY),
    **{("Steps", word): beside for word, beside in BESIDE.items()},
    ("Events",): (*EVENTS, *IDLE),
    ("Handlers", "@handler"): tuple(inspect.signature(handler).parameters),
    ("Conversation tests",): (*CALL, *TURN),
    ("Conversation tests", "given"): tuple(glossary.STUB),
    ("Conversation tests", "ends"): ENDS,
    ("Conversation tests", "interrupts"): tuple(glossary.INTERRUPTS),
    ("Conversation tests", "understood"): UNDERSTOOD,
    ("Translations",): ENTRY,
    ("Intent",): INTENT_KEYS,
}
"""Under which heading -> what must have a heading of its own."""
WORDS: dict[tuple[str, ...], glossary.Words] = {
    ("Project",): glossary.PROJECT,
    ("Project", "limits"): glossary.LIMITS,
    ("Project", "understanding"): glossary.UNDERSTANDING,
    ("Project", "coverage"): glossary.COVERAGE,
    ("Flow",): glossary.FLOW,
    ("Slot",): glossary.SLOT,
    ("Slot", "check"): glossary.CHECK,
    ("Types",): glossary.TYPES,
    ("Texts",): glossary.PROMPT,
    ("Steps",): {**glossary.STEPS, **glossary.BESIDE_ANY},
    **{("Steps", word): beside for word, beside in glossary.BESIDE.items()},
    ("Events",): glossary.EVENTS,
    ("Conversation tests",): {**glossary.CALL, **glossary.TURN},
    ("Conversation tests", "given"): glossary.STUB,
    ("Conversation tests", "ends"): glossary.ENDS,
    ("Conversation tests", "interrupts"): glossary.INTERRUPTS,
    ("Conversation tests", "understood"): glossary.UNDERSTOOD,
    ("Translations",): glossary.TRANSLATION,
    ("Intent",): glossary.INTENT,
}


# ---------------------------------------------------------------------------------------------- an entry for everything


@pytest.mark.parametrize("under", EXPECTED, ids=" ".join)
def test_every_key_has_its_heading_and_no_other_has(under: tuple[str, ...]) -> None:
    headings = [path[-1] for path in SECTIONS if len(path) == len(under) + 1 and path[:-1] == under]
    assert sorted(headings) == sorted(EXPECTED[under])


@pytest.mark.parametrize(
    ("path", "words"),
    [((*under, key), words) for under, table in WORDS.items() for key, words in table.items()],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_entry_begins_with_the_words_that_editors_show(path: tuple[str, ...], words: str) -> None:
    assert SECTIONS[path].first.startswith(words)


@pytest.mark.parametrize("path", [(*under, key) for under in WORDS for key in EXPECTED[under]], ids=" ".join)
def test_an_entry_has_an_example_that_shows_it(path: tuple[str, ...]) -> None:
    shown = [block for block in BLOCKS if block.path == path]
    assert shown
    assert all(re.search(rf"\b{re.escape(path[-1])}\b", block.text) for block in shown)


# --------------------------------------------------------------------------------------------- examples are checked


def chunks(text: str) -> dict[str, str]:
    """Cut YAML at its outermost keys: key -> its lines."""
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines(keepends=True):
        named = re.match(r"([\w./]+):", line)
        key = named[1] if named else key
        found[key] = found.get(key, "") + line
    return found


def merged(base: str, example: str) -> str:
    """Put the outermost keys of ``example`` into ``base``."""
    return "".join({**chunks(base), **chunks(example)}.values())


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


@pytest.fixture
def hotel(tmp_path: Path) -> Path:
    shutil.copytree(HOTEL, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def placed(hotel: Path, block: Block) -> None:
    """Put an example where it belongs, with just enough around it."""
    example = hotel / "flows" / "example.yaml"
    match block.info:
        case "yaml project":
            path = hotel / "flows" / "project.yaml"
            path.write_text(merged(path.read_text("utf-8"), block.text), "utf-8")
        case "yaml locale":
            path = hotel / "flows" / "locales" / "es.yaml"
            path.write_text(merged(path.read_text("utf-8"), block.text), "utf-8")
        case "yaml flow":
            example.write_text(merged(FLOW, block.text), "utf-8")
        case "yaml slot":
            slot = indented(merged(SLOT, block.text), 4)
            example.write_text(merged(FLOW, f"slots:\n  thing:\n{slot}steps:\n  - ask: thing\n"), "utf-8")
        case "yaml steps":
            example.write_text(merged(FLOW, f"steps:\n{indented(block.text, 2)}"), "utf-8")
        case _:
            raise AssertionError(f"where does this example belong: {block.info!r}?")


PLACED = ("yaml project", "yaml flow", "yaml slot", "yaml steps", "yaml locale")
FLOW_BLOCKS = [block for block in BLOCKS if block.info in PLACED]
EXPECTED_CODES = {
    "L001": "an example brings texts that nobody has translated",
    "L002": "what is stale is shown",
    "L004": "an example leaves out what is translated",
}


@pytest.mark.parametrize("block", FLOW_BLOCKS, ids=str)
def test_the_checker_finds_nothing_in_an_example(hotel: Path, block: Block) -> None:
    placed(hotel, block)
    loaded = load(hotel)
    assert loaded.project is not None
    labels = frozenset(label for flow in loaded.project.flows.values() for label in flow.start)
    found = (*loaded.findings, *check(loaded.project, registry_for(hotel, loaded.project), labels))
    assert [str(finding) for finding in found if finding.code not in EXPECTED_CODES] == []


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.info == "yaml intent"], ids=str)
def test_an_intent_is_read(tmp_path: Path, block: Block) -> None:
    for folder, text in (("intents", merged(INTENT, block.text)), ("tests/intents", "examples: [another one]\n")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "example.yaml").write_text(text, "utf-8")
    assert load_intents(tmp_path).findings == ()


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.info == "yaml calls"], ids=str)
def test_a_conversation_goes_as_it_says(hotel: Path, block: Block) -> None:
    path = hotel / "tests" / "calls" / "example.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(block.text, "utf-8")
    suite = open_suite(hotel, "pinned", TODAY)
    assert [str(finding) for finding in suite.findings] == []
    played = play_all(suite.calls, suite.theatre)
    assert played
    assert [str(failure) for each in played for failure in each.failures] == []


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.info == "python"], ids=str)
def test_a_handler_loads(hotel: Path, block: Block) -> None:
    (hotel / "handlers.py").write_text(block.text, "utf-8")
    project = load(hotel).project
    assert project is not None
    named = re.findall(r'@handler\("([\w.]+)"', block.text)
    assert named
    assert set(named) <= set(registry_for(hotel, project).names())


def test_no_example_is_left_out() -> None:
    assert {block.info for block in BLOCKS} == {*PLACED, "yaml calls", "yaml intent", "python"}


# ------------------------------------------------------------------------------------------------------ tables are true


def slot_type(kind: str) -> SlotType:
    """The type that the tables are read with."""
    if kind == "digits":
        return SlotType("digits", 4, 8)
    options = ("single", "double", "family")
    return SlotType(kind, options={name: (name,) for name in options} if kind == "one_of" else {})


def shown(value: object) -> str:
    """Write a value as the tables do."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


@pytest.mark.parametrize("kind", KINDS)
def test_what_callers_say_and_key_is_read_like_that(kind: str) -> None:
    table = rows(SECTIONS["Types", kind])
    assert len(table) >= 2
    keyed = 0
    for caller, value, aloud in table:
        if caller.startswith("keys "):
            keyed += 1
            found = read_keys(slot_type(kind), caller.removeprefix("keys ").strip("`"), today=TODAY)
        else:
            reading = read_slot(slot_type(kind), caller, today=TODAY)
            found = None if reading is None else reading.value
        assert (shown(found), spoken(found, kind, "en-GB", today=TODAY)) == (value.strip("`"), aloud), caller
    assert (keyed > 0) is (key_rule(slot_type(kind)) is not None)


def test_the_engines_own_words_are_all_there() -> None:
    table = dict(row for row in rows(Section((), 0, _after("These are the words that the engine speaks"))))
    assert {key.strip("`"): text for key, text in table.items()} == dict(ENGLISH)


def _after(words: str) -> list[str]:
    text = SECTIONS["Defaults",].text
    start = next(index for index, line in enumerate(text) if line.startswith(words))
    return text[start:]


def test_what_a_handler_knows_of_its_call_is_all_there() -> None:
    table = rows(SECTIONS["Handlers", "Call"])
    named = {re.match(r"`(\w+)", first)[1] for first, _ in table}  # type: ignore[index]
    public = {name for name, _ in inspect.getmembers(Call, inspect.isfunction) if not name.startswith("_")}
    assert named == {field.name for field in dataclasses.fields(Call)} - {"services", "away"} | public
