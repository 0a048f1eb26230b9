"""Do the schemas accept what the checker accepts, refuse what it refuses, and know the same keys?"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from engine.flows.check_moves import EVENTS, IDLE
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
from engine.intents import KEYS as INTENT_KEYS
from engine.rehearsal.read import CALL, ENDS, TURN
from engine.rehearsal.read_pin import UNDERSTOOD
from engine.schema import glossary
from engine.schema.documents import documents
from engine.schema.names import Names
from engine.schema.write import read_names

from .conftest import ROOT, kind, read

Validators = Callable[[Path], dict[str, Draft7Validator]]
PROJECTS = (ROOT, ROOT / "console" / "starter")
FILES = [
    (project, path)
    for project in PROJECTS
    for folder in ("flows", "flows/locales", "intents", "tests/calls", "tests/intents")
    for path in sorted((project / folder).glob("*.yaml"))
]
DEMO_FLOWS = [path for project, path in FILES if project == ROOT and kind(path) == "flow"]
NAMING = ("ask", "do", "run", "redo", "transfer", "start")
"""Keys of a flow file whose values are names."""
OPEN = {"slots", "options", "with"}
"""Mappings of a flow file whose keys are the designer's own; those of ``with`` are looked at by themselves."""


@pytest.mark.parametrize(("project", "path"), FILES, ids=lambda value: value.name)
def test_a_file_that_checks_is_valid(validators: Validators, project: Path, path: Path) -> None:
    found = validators(project)[kind(path)].iter_errors(read(path))
    assert [(list(error.absolute_path), error.message) for error in found] == []


def test_the_schemas_are_schemas() -> None:
    for names in (read_names(ROOT), Names()):
        for schema in documents(names).values():
            Draft7Validator.check_schema(schema)


# ------------------------------------------------------------------------------------- the same keys in both, and words


def properties(schema: Any) -> set[str]:
    return set(schema["properties"])


def test_the_keys_are_those_of_the_readers() -> None:
    made = documents(read_names(ROOT))
    flow, project, calls = made["flow"], made["project"], made["calls"]
    assert properties(flow) == set(FLOW_KEYS)
    assert properties(project) == set(PROJECT_KEYS)
    assert properties(project["properties"]["limits"]) == set(LIMIT_KEYS)
    assert properties(project["properties"]["understanding"]) == set(UNDERSTANDING_KEYS)
    assert properties(project["properties"]["coverage"]) == set(COVERAGE_KEYS)
    assert properties(flow["definitions"]["slot"]) == set(SLOT_KEYS)
    assert properties(flow["definitions"]["slot"]["properties"]["check"]["else"]) == set(CHECK_KEYS)
    for word, beside in BESIDE.items():
        assert properties(flow["definitions"][f"step {word}"]) == {word, *beside, *BESIDE_ANY}
    assert properties(calls["items"]) == set(CALL)
    assert properties(calls["definitions"]["turn"]["then"]) == set(TURN)
    assert properties(made["intent"]) == set(INTENT_KEYS)
    assert properties(made["locale"]["definitions"]["entry"]) == set(ENTRY)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (glossary.FLOW, FLOW_KEYS),
        (glossary.PROJECT, PROJECT_KEYS),
        (glossary.LIMITS, LIMIT_KEYS),
        (glossary.UNDERSTANDING, UNDERSTANDING_KEYS),
        (glossary.COVERAGE, COVERAGE_KEYS),
        (glossary.SLOT, SLOT_KEYS),
        (glossary.CHECK, CHECK_KEYS),
        (glossary.TYPES, KINDS),
        (glossary.STEPS, BESIDE),
        (glossary.BESIDE_ANY, BESIDE_ANY),
        (glossary.EVENTS, (*EVENTS, *IDLE)),
        (glossary.CALL, CALL),
        (glossary.TURN, TURN),
        (glossary.UNDERSTOOD, UNDERSTOOD),
        (glossary.ENDS, ENDS),
        (glossary.INTENT, INTENT_KEYS),
        (glossary.TRANSLATION, ENTRY),
        *((glossary.BESIDE[word], beside) for word, beside in BESIDE.items()),
    ],
)
def test_every_key_has_its_words_and_no_other_has(words: dict[str, str], keys: tuple[str, ...]) -> None:
    assert set(words) == set(keys)
    assert all(text.endswith(".") for text in words.values())


def mappings(schema: Any) -> Iterator[Any]:
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from mappings(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from mappings(item)


def test_every_key_is_explained_and_no_other_is_taken() -> None:
    for schema in documents(read_names(ROOT)).values():
        found = list(mappings(schema))
        assert len(found) >= 1
        for mapping in found:
            assert "additionalProperties" in mapping
            assert all(value.get("description") for value in mapping["properties"].values()), mapping["properties"]


# -------------------------------------------------------------------------------------------------- what is refused


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield every value with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


def put(root: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(root)
    at = changed
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = value
    return changed


def refused(validator: Draft7Validator, root: Any) -> list[tuple[Any, ...]]:
    return [tuple(error.absolute_path) for error in validator.iter_errors(root)]


@pytest.mark.parametrize("path", DEMO_FLOWS, ids=lambda path: path.name)
def test_a_misspelt_name_is_refused_where_it_stands(validators: Validators, path: Path) -> None:
    validator, root = validators(ROOT)["flow"], read(path)
    steps = [(at, value) for at, value in places(root) if at and at[0] != "slots"]
    named = [at for at, value in steps if at[-1] in NAMING and isinstance(value, str)]
    assert named
    for at in named:
        assert refused(validator, put(root, at, "nothing_of_this_name")) == [at], at


@pytest.mark.parametrize("path", DEMO_FLOWS, ids=lambda path: path.name)
def test_a_misspelt_key_is_refused_in_its_mapping(validators: Validators, path: Path) -> None:
    validator, root = validators(ROOT)["flow"], read(path)
    for at, value in places(root):
        if not isinstance(value, dict) or (at and at[-1] in OPEN) or "match" in value:
            continue
        for key in value:
            misspelt = {("xx" + name if name == key else name): inner for name, inner in value.items()}
            assert at in refused(validator, put(root, at, misspelt) if at else misspelt), (at, key)


@pytest.mark.parametrize(
    ("file", "at", "value"),
    [
        ("flows/order_status.yaml", ("slots", "order_number", "type"), "digit(4)"),
        ("flows/order_status.yaml", ("slots", "order_number", "wait"), "8 seconds"),
        ("flows/order_status.yaml", ("slots", "order_number", "retry"), {"any": ["A", "B"]}),
        ("flows/order_status.yaml", ("slots", "order_number", "keep"), "flow"),
        ("flows/order_status.yaml", ("slots", "order_number", "tries"), 0),
        ("flows/order_status.yaml", ("steps", 0), "say"),
        ("flows/order_status.yaml", ("steps", 0), {}),
        ("flows/order_status.yaml", ("steps", 0), {"say": "Hi.", "ask": "order_number"}),
        ("flows/order_status.yaml", ("steps", 1, "with"), {"order": "x"}),
        ("flows/order_status.yaml", ("steps",), {"say": "Hi."}),
        ("flows/order_status.yaml", ("start",), []),
        ("flows/welcome.yaml", ("steps", 1, "keys"), {"1": "order_stats"}),
        ("flows/welcome.yaml", ("steps", 1, "keys"), {"10": "order_status"}),
        ("flows/project.yaml", ("locale",), "English"),
        ("flows/project.yaml", ("queues", "orders"), "extension five"),
        ("flows/project.yaml", ("limits", "digressions"), 12),
        ("flows/project.yaml", ("understanding", "precision"), 98),
        ("flows/project.yaml", ("disclosure",), {"non": "internal line"}),
        ("flows/project.yaml", ("on", "humna"), []),
        ("intents/order_status.yaml", ("slots",), ["order_numbr"]),
        ("flows/locales/es.yaml", ("balance/title", "form"), "2a842ec1"),
        ("flows/project.yaml", ("locales",), ["Spanish"]),
        ("tests/calls/orders.yaml", (0, "locale"), "fr-FR"),
        ("tests/calls/orders.yaml", (0, "ends"), {"transfer": "order"}),
        ("tests/calls/orders.yaml", (0, "given"), {"orders.lookup": "not_fund"}),
        ("tests/calls/orders.yaml", (0, "given"), {"orders.lokup": "done"}),
        ("tests/calls/orders.yaml", (0, "turns", 0), {"caller": "hello", "keys": "1"}),
        ("tests/calls/orders.yaml", (0, "turns", 0, "did"), {"orders.lookup": "found"}),
        ("tests/calls/orders.yaml", (0, "turns", 0, "understood"), {"flow": "order_stats"}),
    ],
)
def test_what_cannot_be_is_refused(validators: Validators, file: str, at: tuple[Any, ...], value: Any) -> None:
    path = ROOT / file
    assert refused(validators(ROOT)[kind(path)], put(read(path), at, value))


@pytest.mark.parametrize(
    ("file", "at", "value"),
    [
        ("flows/order_status.yaml", ("slots", "order_number", "ask"), {"any": ["Which order?", "What number?"]}),
        ("flows/order_status.yaml", ("slots", "order_number", "type"), "one_of [red, green]"),
        ("flows/order_status.yaml", ("slots", "order_number", "keys"), "off"),
        ("flows/order_status.yaml", ("slots", "order_number", "retry"), "Once more, please."),
        ("flows/order_status.yaml", ("steps",), "end"),
        ("flows/order_status.yaml", ("steps", 0), {"end": "hangup"}),
        ("flows/order_status.yaml", ("steps", 0), {"end": None}),
        ("flows/order_status.yaml", ("steps", 0), {"match": "order.state", "end": ["end"], "ask": []}),
        ("flows/order_status.yaml", ("start",), ["question", "order_status"]),
        ("flows/order_status.yaml", ("on",), {"not_found": ["end"], "no_match": [{"say": "Pardon?"}]}),
        ("flows/project.yaml", ("disclosure",), {"none": "an internal line"}),
        ("flows/project.yaml", ("queues", "orders"), "sip:orders@fellside.example"),
        ("tests/calls/orders.yaml", (0, "turns", 0), {"silence": {"hears": ["Sorry"]}}),
        ("tests/calls/orders.yaml", (0, "turns", 0), "hangs up"),
        ("tests/calls/orders.yaml", (0, "given"), {"orders.lookup": {"takes": "3s", "gives": "not_found"}}),
        ("tests/calls/orders.yaml", (0, "turns", 0), {"caller": 4568, "hears": 4568, "did": []}),
    ],
)
def test_what_the_readers_take_is_taken(validators: Validators, file: str, at: tuple[Any, ...], value: Any) -> None:
    path = ROOT / file
    assert refused(validators(ROOT)[kind(path)], put(read(path), at, value)) == []
