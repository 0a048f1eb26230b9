"""Which schemas does a project get? Five, by the name of the file that holds each. Pure."""

from __future__ import annotations

from engine.schema.calls import calls_schema, intent_schema
from engine.schema.flow import flow_schema, project_schema
from engine.schema.locale import locale_schema
from engine.schema.names import Names
from engine.schema.values import Schema

DRAFT = "http://json-schema.org/draft-07/schema#"
ABOUT = {
    "flow": "A flow: one thing a caller can get done.",
    "project": "The contact centre: what holds for every flow.",
    "calls": "Conversation tests: what callers do, and what must then be true.",
    "intent": "An intent: what callers say when they want one thing.",
    "locale": "The texts of the flows in another language.",
}
"""Name -> what such a file is."""


def documents(names: Names) -> dict[str, Schema]:
    """Return name -> JSON Schema (draft 7), ready to be written as ``<name>.json``."""
    made = {
        "flow": flow_schema(names),
        "project": project_schema(names),
        "calls": calls_schema(names),
        "intent": intent_schema(names),
        "locale": locale_schema(names),
    }
    return {name: {"$schema": DRAFT, "title": about, **made[name]} for name, about in ABOUT.items()}
