"""May what is heard now cut what we are saying? Barge-in as a pure decision: the line that plays, and what happened.

Not while a line that must be heard is playing (``barge: off``), and not in the first second of a retry by words that
are still coming: the question was asked again because there was no answer, and what comes so soon is the late end of
one, or a cough. A whole answer and a key are never too early.
"""

from __future__ import annotations

from engine.types import Line
from telephony.exchange import Input
from telephony.speech import EagerEndOfTurn, StartOfTurn, TurnResumed, Update

RETRY_MS = 1000.0
"""So long a retry is not cut by words that are still coming."""


def may_cut(happened: Input, line: Line | None, played_ms: float | None) -> bool:
    """Say whether ``happened`` may cut ``line`` (None: we say nothing), of which ``played_ms`` were heard (None: none).

    A retry that has not begun to sound is no retry yet: the caller was first.
    """
    if line is None:
        return True
    coming = isinstance(happened, StartOfTurn | Update | EagerEndOfTurn | TurnResumed)
    return line.barge and not (coming and line.retry and played_ms is not None and played_ms < RETRY_MS)
