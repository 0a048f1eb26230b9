"""How is what was made of an utterance written down? As a row that models learn from, fit to be kept. Pure."""

from __future__ import annotations

from datetime import datetime

import orjson

from engine.learnable import learnable
from engine.store.tables import UnderstandingRow
from engine.types import Turn


def understanding(sid: str, turn: Turn, at: datetime, caller: str = "") -> UnderstandingRow | None:
    """Return the row of ``turn``; None where nobody spoke or keyed, and where a secret was asked."""
    meant = turn.meant
    if meant is None:
        return None
    scored = meant.scored
    return UnderstandingRow(
        sid=sid,
        index=turn.index,
        at=at,
        model="" if scored is None else scored.model,
        locale=meant.locale,
        place=meant.place,
        utterance=learnable(turn.heard) if turn.event == "said" else "",
        candidates=orjson.dumps([[each.label, round(each.score, 6)] for each in turn.candidates]).decode(),
        none=0.0 if scored is None else scored.none,
        threshold=0.0 if scored is None else scored.threshold,
        verdict=meant.verdict,
        by=turn.by,
        meaning=meant.label,
        caller=caller,
    )
