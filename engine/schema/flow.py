"""What may stand in a flow file, and in ``project.yaml``? Their schemas, with this project's names."""

from __future__ import annotations

from engine.flows.check_moves import EVENTS, IDLE
from engine.flows.check_starts import QUESTION
from engine.flows.read import LOCALE, NUMBER
from engine.flows.read_slots import KINDS, MOST_TRIES, READBACKS
from engine.flows.vocabulary import (
    CHECK_KEYS,
    COVERAGE_KEYS,
    FLOW_KEYS,
    LIMIT_KEYS,
    PROJECT_KEYS,
    SLOT_KEYS,
    UNDERSTANDING_KEYS,
)
from engine.recording import RULES
from engine.schema import glossary
from engine.schema.names import Names, Told
from engine.schema.steps import definitions
from engine.schema.values import (
    BLOCK,
    CONDITION,
    PERCENT,
    PROMPT_OR_ANY,
    PROMPTS,
    SAID,
    SECONDS,
    SHARE,
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
    one_or_more,
)

_LOCALE: Schema = {"type": "string", "pattern": f"^(?:{LOCALE.pattern})$"}


def flow_schema(names: Names) -> Schema:
    """Return the schema of ``flows/<name>.yaml``."""
    keys: dict[str, Schema] = {
        "about": TEXT,
        "title": TEXT,
        "start": one_or_more(one_of(names.intents, QUESTION, "never", closed=bool(names.intents)), least=1),
        "if": CONDITION,
        "slots": {"type": ["object", "null"], "additionalProperties": {"$ref": "#/definitions/slot"}},
        "steps": BLOCK,
        "on": _events(names),
        "interrupt": {"enum": ["allow", "never"]},
    }
    needed = ("about", "title", "start", "steps")
    root = closed(explained(FLOW_KEYS, keys, glossary.FLOW), needed)
    return root | {"definitions": {**definitions(names), "slot": _slot(names)}}


def project_schema(names: Names) -> Schema:
    """Return the schema of ``flows/project.yaml``."""
    limits: dict[str, Schema] = {
        "tries": TRIES,
        "wait": SECONDS,
        "digressions": {"type": "integer", "minimum": 0, "maximum": MOST_TRIES},
        "call": SECONDS,
    }
    keys: dict[str, Schema] = {
        "name": TEXT,
        "locale": _LOCALE,
        "locales": one_or_more(_LOCALE),
        "start": one_of(names.flows),
        "handlers": TEXT,
        "disclosure": _disclosure(),
        "recording": {"enum": list(RULES)},
        "queues": {"type": ["object", "null"], "additionalProperties": _number()},
        "limits": closed(explained(LIMIT_KEYS, limits, glossary.LIMITS)),
        "understanding": closed(
            explained(UNDERSTANDING_KEYS, dict.fromkeys(UNDERSTANDING_KEYS, SHARE), glossary.UNDERSTANDING)
        ),
        "coverage": closed(explained(COVERAGE_KEYS, dict.fromkeys(COVERAGE_KEYS, PERCENT), glossary.COVERAGE)),
        "voices": {"type": ["object", "null"], "additionalProperties": TEXT},
        "on": _events(names, IDLE),
    }
    root = closed(explained(PROJECT_KEYS, keys, glossary.PROJECT), ("name", "locale", "start"))
    return root | {"definitions": definitions(names)}


def _events(names: Names, more: tuple[str, ...] = ()) -> Schema:
    """Return what may happen at any point of a call, ``more``, and how any handler may end."""
    ends = {outcome: f"An outcome of {handler.name}." for handler in names.handlers for outcome in handler.outcomes}
    known: Told = {**{event: glossary.EVENTS[event] for event in (*EVENTS, *more)}, **ends}
    events = keyed(known, BLOCK)
    return events if names.closed else events | {"additionalProperties": BLOCK}


def _disclosure() -> Schema:
    waived = closed({"none": described(TEXT, "Why no notice is needed.")}, ("none",))
    is_waived = {"type": "object", "required": ["none"]}
    return {"if": is_waived, "then": waived, "else": PROMPT_OR_ANY}


def _number() -> Schema:
    return {"type": ["string", "number"], "pattern": f"^(?:{NUMBER.pattern})$"}


def _slot(names: Names) -> Schema:
    named = {"type": "object", "additionalProperties": one_or_more(SAID)}
    check = closed(explained(CHECK_KEYS, {"if": CONDITION, "else": PROMPT_OR_ANY}, glossary.CHECK), CHECK_KEYS)
    schemas: dict[str, Schema] = {
        "type": _type(),
        **dict.fromkeys(("ask", "short", "silence", "help"), PROMPT_OR_ANY),
        "retry": PROMPTS,
        "check": one_or_more(check),
        "readback": {"enum": list(READBACKS)},
        "keys": either("object", digits(SAID, "The value that this key stands for."), SWITCH),
        **dict.fromkeys(("voice", "secret", "barge"), SWITCH),
        **dict.fromkeys(("wait", "patience"), SECONDS),
        "tries": TRIES,
        "keep": {"enum": ["call"]},
        "options": either("object", named, one_or_more(SAID)),
        "on": _events(names),
    }
    return closed(explained(SLOT_KEYS, schemas, glossary.SLOT), ("type", "ask"))


def _type() -> Schema:
    """Offer each type's plain form, and accept a length or options behind those that have them."""
    bare = {"enum": list(KINDS), "enumDescriptions": [glossary.TYPES[kind] for kind in KINDS]}
    longer = {"type": "string", "pattern": r"^(?:digits ?\([0-9]+(?:-[0-9]+)?\)|one_of ?\[[^\[\]]*\])$"}
    return {"anyOf": [bare, longer]}
