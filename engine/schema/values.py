"""How does JSON Schema say what one value may be? A text, a duration, a switch, one of the project's names.

Draft 7, which every YAML language server reads. An editor reads YAML 1.2, where ``on`` and ``no`` are words and
``true`` is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.flows.read_slots import MOST_TRIES
from engine.flows.read_values import DURATION
from engine.schema.glossary import PROMPT, Words

Schema = dict[str, Any]

ANY: Schema = {}
TEXT: Schema = {"type": "string", "minLength": 1}
SAID: Schema = {"type": ["string", "number"]}
"""A short value, which may be all digits."""
CONDITION: Schema = {"type": ["string", "number", "boolean"]}
SWITCH: Schema = {"enum": [True, False, "on", "off", "yes", "no"]}
SECONDS: Schema = {"type": "string", "pattern": f"^(?:{DURATION.pattern})$"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
PERCENT: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
TRIES: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_TRIES}
BLOCK: Schema = {"$ref": "#/definitions/steps"}


def one_of(told: Mapping[str, str], *more: str, closed: bool = True) -> Schema:
    """Return a name of ``told`` or ``more``; any word where there is none to choose from, or more than we know of."""
    known = list(dict.fromkeys((*told, *more)))
    if not known:
        return TEXT
    enum = {"enum": known, "enumDescriptions": [told.get(name, "") for name in known]}
    return enum if closed else {"anyOf": [enum, TEXT]}


def either(kind: str, then: Schema, otherwise: Schema) -> Schema:
    """Return ``then`` for a value of the JSON type ``kind``, and ``otherwise`` for any other.

    A choice by ``if`` marks what is wrong with the one that was meant. But editors complete a value from ``anyOf``
    alone, so the names of ``otherwise`` stand there, too, beside a branch that takes anything.
    """
    offers = {"anyOf": [otherwise, ANY]} if {"enum", "anyOf"} & otherwise.keys() else {}
    return {"if": {"type": kind}, "then": then, "else": otherwise, **offers}


def one_or_more(schema: Schema, *, least: int = 0) -> Schema:
    """Return a list of ``schema``, or one without the list."""
    listed = {"type": "array", "items": schema, **({"minItems": least} if least else {})}
    return either("array", listed, schema)


def closed(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """Return a mapping with these keys and no other."""
    needed = list(required)
    return {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
    }


def keyed(told: Mapping[str, str], schema: Schema) -> Schema:
    """Return a mapping from names of ``told`` to values like ``schema``; from any name when there are none."""
    if not told:
        return {"type": "object", "additionalProperties": schema}
    return closed({name: described(schema, about) for name, about in told.items()})


def digits(schema: Schema, words: str) -> Schema:
    """Return a mapping whose keys are keys of the keypad: named to be offered, and as a pattern, for ``1`` unquoted."""
    offered = closed({str(key): described(schema, words) for key in range(10)})
    return offered | {"patternProperties": {"^[0-9]$": schema}}


def described(schema: Schema, words: str) -> Schema:
    """Return ``schema`` with its hover text."""
    return {**schema, "description": words}


def explained(keys: Iterable[str], schemas: Mapping[str, Schema], words: Words) -> dict[str, Schema]:
    """Return each of ``keys`` with its schema and its words: all three tables must have it, or this is a bug."""
    return {key: described(schemas[key], words[key]) for key in keys}


PROMPT_OR_ANY: Schema = either(
    "object",
    closed({"any": {"type": "array", "items": TEXT, "minItems": 1, "description": PROMPT["any"]}}, ("any",)),
    TEXT,
)
"""A text, or several of which one is said."""
PROMPTS: Schema = either("array", {"type": "array", "items": PROMPT_OR_ANY}, TEXT)
"""A list of texts, or one."""
