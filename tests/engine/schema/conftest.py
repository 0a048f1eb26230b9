"""The demo's schemas, and its files as an editor understands them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode, read_file
from engine.schema.documents import documents
from engine.schema.write import read_names

ROOT = Path(__file__).parents[3]
PLAIN: tuple[tuple[str, Callable[[str], Any]], ...] = (
    (r"(?:~|null|Null|NULL)?", lambda _: None),
    (r"true|True|TRUE", lambda _: True),
    (r"false|False|FALSE", lambda _: False),
    (r"[-+]?[0-9]+", int),
    (r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", float),
)
"""The core schema of YAML 1.2: what an editor takes a plain scalar for."""


def in_an_editor(node: Node) -> Any:
    match node:
        case MappingNode():
            return {key.text: in_an_editor(value) for key, value in node.entries}
        case SequenceNode():
            return [in_an_editor(item) for item in node.items]
        case ScalarNode(style="plain"):
            found = (made for pattern, made in PLAIN if re.fullmatch(pattern, node.text))
            return next(found, str)(node.text)
        case ScalarNode():
            return node.text


def read(path: Path) -> Any:
    root = read_file(path, path.name).root
    assert root is not None
    return in_an_editor(root)


def kind(path: Path) -> str:
    """Which schema a project's file has."""
    if path.parent.name == "calls":
        return "calls"
    if path.parent.name == "locales":
        return "locale"
    if path.parent.name == "intents":
        return "intent"
    return "project" if path.name == "project.yaml" else "flow"


@pytest.fixture(scope="session")
def validators() -> Callable[[Path], dict[str, Draft7Validator]]:
    """Validators of the project in a folder, made once."""
    made: dict[Path, dict[str, Draft7Validator]] = {}

    def of(folder: Path) -> dict[str, Draft7Validator]:
        if folder not in made:
            made[folder] = {name: Draft7Validator(schema) for name, schema in documents(read_names(folder)).items()}
        return made[folder]

    return of
