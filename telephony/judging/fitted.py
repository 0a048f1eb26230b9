"""Which judge does a house get? One over the word vectors of its intent model; without a model the lexicon alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import structlog

from engine.understanding.rows import Rows
from telephony.judging.bearing import Judging
from telephony.judging.judge import Judge


@lru_cache(maxsize=2)
def fitted(model: Path) -> Judging | None:
    """Return a judge over the vectors of the model in this folder; None where there are none to read."""
    try:
        rows = Rows(model)
    except (OSError, ValueError) as error:
        structlog.get_logger().warning("no_judge", why=str(error))
        return None
    return Judge(rows.word, rows.size).judge
