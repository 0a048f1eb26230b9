"""What may stand in a list of steps? One schema for each step word, chosen by the word that is there.

A chain of ``if`` and ``else`` rather than ``anyOf``, so that an editor marks what is wrong with the step that was
meant instead of what kept it from being another.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.flows.read_steps import ID
from engine.flows.vocabulary import BESIDE, BESIDE_ANY
from engine.handlers.registry import Handler
from engine.schema import glossary
from engine.schema.names import Names, of_handler, outcomes
from engine.schema.values import (
    BLOCK,
    CONDITION,
    PROMPT_OR_ANY,
    PROMPTS,
    SECONDS,
    SWITCH,
    TEXT,
    TRIES,
    Schema,
    closed,
    described,
    digits,
    either,
    explained,
    keyed,
    one_of,
)

_BESIDE: Mapping[str, Mapping[str, Schema]] = {
    "say": {"barge": SWITCH},
    "ask": {},
    "confirm": {"yes": BLOCK, "no": BLOCK, "retry": PROMPTS, "tries": TRIES},
    "listen": {"retry": PROMPTS, "tries": TRIES, "wait": SECONDS},
    "do": {"as": TEXT, "with": {"type": "object"}, "filler": PROMPT_OR_ANY, "on": {"type": "object"}},
    "if": {"then": BLOCK, "else": BLOCK},
    "match": {"else": BLOCK},
    "run": {},
    "redo": {},
    "transfer": {"note": PROMPT_OR_ANY},
    "end": {},
}
"""Step word -> what may stand beside it; ``listen`` has ``keys``, too, which names the project's flows."""
_BESIDE_ANY: Mapping[str, Schema] = {"id": {"type": "string", "pattern": f"^(?:{ID.pattern})$"}}
_NEEDED: Mapping[str, tuple[str, ...]] = {"if": ("then",)}


def definitions(names: Names) -> dict[str, Schema]:
    """Return what flow files and ``project.yaml`` refer to as ``#/definitions/...``."""
    own = {f"step {word}": _step(word, names) for word in BESIDE}
    own |= {f"on {handler.name}": keyed(outcomes(handler), BLOCK) for handler in names.handlers}
    own |= {f"with {handler.name}": _inputs(handler) for handler in names.handlers}
    return {"steps": _steps(), "step": _any_step(), **own}


def _steps() -> Schema:
    listed = {"type": "array", "items": {"$ref": "#/definitions/step"}}
    return either("array", listed, {"enum": ["end", None]})


def _any_step() -> Schema:
    """``match`` comes first: its values may be any word, a step word included."""
    words = ("match", *(word for word in BESIDE if word != "match"))
    chain: Schema = closed({word: described({}, glossary.STEPS[word]) for word in BESIDE}) | {"minProperties": 1}
    for word in reversed(words):
        chain = {"if": {"required": [word]}, "then": {"$ref": f"#/definitions/step {word}"}, "else": chain}
    return either("object", chain, {"enum": ["end"]})


def _step(word: str, names: Names) -> Schema:
    beside = dict(_BESIDE[word])
    if word == "listen":
        beside["keys"] = digits(one_of(names.flows), "The flow that this key starts.")
    properties = {word: described(_subjects(names)[word], glossary.STEPS[word])}
    properties |= explained(BESIDE[word], beside, glossary.BESIDE[word])
    properties |= explained(BESIDE_ANY, _BESIDE_ANY, glossary.BESIDE_ANY)
    step = closed(properties, (word, *_NEEDED.get(word, ())))
    if word == "match":
        return step | {"additionalProperties": BLOCK, "minProperties": 2}
    return step | {"allOf": [_of_handler(each) for each in names.handlers]} if word == "do" and names.handlers else step


def _subjects(names: Names) -> Mapping[str, Schema]:
    """Return what stands behind each step word."""
    return {
        **dict.fromkeys(("say", "confirm", "listen"), PROMPT_OR_ANY),
        **dict.fromkeys(("if", "match"), CONDITION),
        "ask": one_of(names.slots),
        "do": one_of({each.name: of_handler(each) for each in names.handlers}, closed=names.closed),
        "run": one_of(names.flows),
        "redo": one_of({**names.slots, **names.results}),
        "transfer": one_of(names.queues),
        "end": {"enum": ["hangup", None]},
    }


def _of_handler(handler: Handler) -> Schema:
    """Return what a ``do`` of this handler may have besides: its outcomes and its inputs."""
    name = handler.name
    return {
        "if": {"properties": {"do": {"const": name}}, "required": ["do"]},
        "then": {
            "properties": {
                "on": {"$ref": f"#/definitions/on {name}"},
                "with": {"$ref": f"#/definitions/with {name}"},
            }
        },
    }


def _inputs(handler: Handler) -> Schema:
    return closed({name: described(CONDITION, f"An input of {handler.name}.") for name in handler.inputs})
