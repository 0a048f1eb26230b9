"""Which words may stand as keys, and where? The flow language's own, which no slot, flow or handler takes part in."""

from __future__ import annotations

FLOW_KEYS = ("about", "title", "start", "if", "slots", "steps", "on", "interrupt")
PROJECT_KEYS = (
    "name", "locale", "locales", "start", "handlers", "disclosure", "recording", "queues", "limits", "understanding",
    "coverage", "voices", "on",
)  # fmt: skip
LIMIT_KEYS = ("tries", "wait", "digressions", "call")
UNDERSTANDING_KEYS = ("precision", "margin")
COVERAGE_KEYS = ("commits", "others")
SLOT_KEYS = (
    "type", "ask", "short", "retry", "silence", "help", "check", "readback", "keys", "voice", "secret", "wait",
    "patience", "tries", "barge", "keep", "options", "on",
)  # fmt: skip
CHECK_KEYS = ("if", "else")
BESIDE: dict[str, tuple[str, ...]] = {
    "say": ("barge",),
    "ask": (),
    "confirm": ("yes", "no", "retry", "tries"),
    "listen": ("retry", "keys", "tries", "wait"),
    "do": ("as", "with", "filler", "on"),
    "if": ("then", "else"),
    "match": ("else",),
    "run": (),
    "redo": (),
    "transfer": ("note",),
    "end": (),
}
"""Step word -> the keys that may stand beside it. Every other key of a ``match`` is one of its values."""
BESIDE_ANY = ("id",)
"""The keys that may stand beside every step word."""
