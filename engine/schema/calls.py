"""What may stand in a file of ``tests/calls/``, and of ``intents/``? Their schemas, with this project's names."""

from __future__ import annotations

from typing import get_args

from engine.handlers.registry import Handler
from engine.handlers.results import fields
from engine.intents import KEYS
from engine.rehearsal.read import CALL, DOES, ENDS, EXPECTS, INTERRUPTS, MOST_VARIANTS, QUIET, TURN
from engine.rehearsal.read_pin import UNDERSTOOD
from engine.schema import glossary
from engine.schema.names import Names, of_handler, outcomes
from engine.schema.values import (
    ANY,
    SAID,
    SHARE,
    TEXT,
    Schema,
    closed,
    described,
    either,
    explained,
    keyed,
    one_of,
    one_or_more,
)
from engine.types import Act

_TIME: Schema = {"type": "string", "pattern": r"^[0-9]+(?:\.[0-9]+)?(?:ms|s)$"}


def calls_schema(names: Names) -> Schema:
    """Return the schema of ``tests/calls/<name>.yaml``."""
    keys: dict[str, Schema] = {
        "call": TEXT,
        "locale": one_of(names.locales),
        "given": _given(names),
        "opening": one_or_more(SAID),
        "turns": one_or_more({"$ref": "#/definitions/turn"}),
        "ends": _ends(names),
        "today": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "variant": {"type": "integer", "minimum": 1, "maximum": MOST_VARIANTS},
        "wire": {"type": "boolean"},
    }
    call = closed(explained(CALL, keys, glossary.CALL), ("call",))
    return {"type": "array", "items": call, "definitions": {"turn": _turn(names)}}


def intent_schema(names: Names) -> Schema:
    """Return the schema of ``intents/<label>.yaml`` and of its mirror in ``tests/intents/``."""
    keys: dict[str, Schema] = {
        "about": TEXT,
        "examples": one_or_more(TEXT),
        "slots": one_or_more(one_of(names.slots)),
    }
    return closed(explained(KEYS, keys, glossary.INTENT), ("examples",))


# ------------------------------------------------------------------------------------------------------------ turns


def _turn(names: Names) -> Schema:
    expects = _expects(names)
    under = closed(explained(EXPECTS, expects, glossary.TURN))
    inputs = closed({"after": described(SAID, glossary.INTERRUPTS["after"])}, ("after",))
    schemas: dict[str, Schema] = {
        "caller": SAID,
        "keys": {"type": ["string", "number"], "pattern": "^[0-9*#]+$"},
        **{key: either("object", under, {"type": "null"}) for key in QUIET},
        "confidence": SHARE,
        "interrupts": inputs,
        "understood": _understood(names),
        **expects,
    }
    does: list[Schema] = [{"required": [word]} for word in DOES]
    alone: Schema = {"required": [INTERRUPTS], "not": {"anyOf": does}}
    acts = closed(explained(TURN, schemas, glossary.TURN)) | {"oneOf": [*does, alone]}
    return either("object", acts, {"enum": list(QUIET)})


def _expects(names: Names) -> dict[str, Schema]:
    inputs = {name: f"An input of {each.name}." for each in names.handlers for name in each.inputs}
    return {
        "hears": one_or_more(SAID),
        "never": one_or_more(SAID),
        "slots": keyed(names.slots, SAID),
        "did": one_or_more(_did(names)),
        "with": keyed(inputs if names.closed else {}, SAID | {"type": ["string", "number", "boolean"]}),
        "path": one_or_more(TEXT),
        "within": _TIME,
    }


def _did(names: Names) -> Schema:
    ends = {each.name: described(_outcome(each), of_handler(each)) for each in names.handlers}
    handler = one_of({each.name: of_handler(each) for each in names.handlers}, closed=names.closed)
    how = closed(ends) if names.closed else {"type": "object", "properties": ends}
    return either("object", how, handler)


def _understood(names: Names) -> Schema:
    told = {**names.intents, **names.flows}
    schemas: dict[str, Schema] = {
        "flow": one_of(told),
        "label": one_of(told),
        "between": {"type": "array", "items": one_of(told), "minItems": 2},
        "score": SHARE,
        "fill": keyed(names.slots, SAID),
        "correct": keyed(names.slots, SAID),
        "act": one_of({act: glossary.EVENTS[act] for act in get_args(Act)}),
        "answer": {"enum": ["yes", "no", True, False]},
        "flows": {"type": "array", "items": one_of(names.flows), "minItems": 2, "maxItems": 2},
    }
    how = closed(explained(UNDERSTOOD, schemas, glossary.UNDERSTOOD))
    return either("object", how, {"enum": ["nothing"]})


# --------------------------------------------------------------------------------------------------- given and ends


def _given(names: Names) -> Schema:
    answers = {each.name: described(one_or_more(_stub(each)), of_handler(each)) for each in names.handlers}
    return closed(answers) if names.closed else {"type": "object", "properties": answers}


def _stub(handler: Handler) -> Schema:
    held = {name: described(ANY, f"A field of what {handler.name} gives.") for name in fields(handler)}
    facts = closed(held) if held else {"type": "object"}
    plain = either("object", facts, _outcome(handler))
    slow: dict[str, Schema] = {"takes": _TIME, "gives": plain}
    return {
        "if": {"type": "object", "required": ["takes"]},
        "then": closed(explained(("takes", "gives"), slow, glossary.STUB), ("takes", "gives")),
        "else": plain,
        "anyOf": [_outcome(handler), ANY],
    }


def _outcome(handler: Handler) -> Schema:
    return one_of({"done": glossary.OUTCOMES["done"], **outcomes(handler)})


def _ends(names: Names) -> Schema:
    schemas: dict[str, Schema] = {"transfer": one_of(names.queues), "note": one_or_more(SAID)}
    away = closed(explained(ENDS, schemas, glossary.ENDS), ("transfer",))
    return either("object", away, {"enum": ["hangup", "done"]})
