"""What may stand in a file of ``flows/locales/``? Its schema: every text of the flows by name, with its words."""

from __future__ import annotations

from engine.flows.read_locales import ENTRY
from engine.schema import glossary
from engine.schema.names import Names
from engine.schema.values import ANY, PROMPT_OR_ANY, SAID, TEXT, Schema, closed, described, either, explained


def locale_schema(names: Names) -> Schema:
    """Return the schema of ``flows/locales/<language>.yaml``. What a text was called once may still stand there."""
    keys: dict[str, Schema] = {
        "text": either("null", ANY, either("array", {"type": "array", "items": TEXT}, PROMPT_OR_ANY)),
        "from": SAID,
        "stale": SAID,
    }
    entry = closed(explained(ENTRY, keys, glossary.TRANSLATION), ("text",))
    known = {key: described({"$ref": "#/definitions/entry"}, words) for key, words in names.texts.items()}
    return {
        "type": "object",
        "properties": known,
        "additionalProperties": {"$ref": "#/definitions/entry"},
        "definitions": {"entry": entry},
    }
