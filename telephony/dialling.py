"""What came of a call that was put through? What Twilio says of it, and what whoever takes it is told; pure.

``action`` is asked once the ringing or the talk is over, which may be an hour later. Nobody waits that long: that
somebody took the call is known as soon as he is whispered to, or else taken for granted when it cannot ring any more.
One that comes back after that is, as in a process that does not know it, gone on with from the journal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import shorten
from typing import Literal

from engine.privacy import mask
from engine.voice import speakable
from telephony import errand

Fate = Literal["taken", "untaken", "hung_up"]

RING_S = 30
"""How long a queue rings."""
RINGING_S = RING_S + 15.0
"""How long it may take until Twilio says that nobody took the call: it rings for up to five seconds more than told."""
PICKED_UP = {"DialCallStatus": "answered"}
"""Stands for what Twilio will say, from when somebody has picked up."""
LONGEST = 300
"""Letters of a note that are said, some twenty seconds: the caller waits meanwhile."""
_TAKEN = frozenset(("completed", "answered"))
_DOTS = re.compile("•+")
"""What stands for a secret is read, not said."""
_NUMBER = re.compile(r"\d{5,}")
"""Longer than any quantity or year: said digit by digit."""


def fate(form: Mapping[str, str]) -> Fate:
    """Return what came of it. Whatever Twilio does not call a talk was none, and the caller is still there, or not."""
    if form.get("DialCallStatus", "") in _TAKEN:
        return "taken"
    return "hung_up" if errand.gone(form) else "untaken"


def whispered(note: str, locale: str) -> str:
    """Return what is said of ``note``, masked, in the language of ``locale``; empty: nothing."""
    written = "".join(each if each.isprintable() else " " for each in _DOTS.sub("", mask(note)))
    said = speakable(shorten(written, LONGEST, placeholder=""), locale)
    return _NUMBER.sub(lambda found: " ".join(found[0]), said)
