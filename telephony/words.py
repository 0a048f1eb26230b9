"""Are these words, or only a noise people make while they listen or think? A small lexicon; pure.

Over our own audio a backchannel ("mm-hmm", "okay") means "go on"; it takes no turn. A tic ("um") is never an answer.
Where a yes or no is asked for, a backchannel is one.
"""

from __future__ import annotations

import re

TICS = frozenset(("um", "umm", "uh", "uhh", "er", "err", "erm", "ah", "eh", "hm", "hmm"))
BACKCHANNELS = frozenset(
    (
        "mm",
        "mmm",
        "mhm",
        "mhmm",
        "mmhm",
        "mmhmm",
        "uhhuh",
        "huh",
        "oh",
        "okay",
        "ok",
        "right",
        "yeah",
        "yep",
        "yup",
        "sure",
        "alright",
        "aha",
    )
)
YES_NO = frozenset(("confirm", "yes_no", "choice"))
"""What ``Listening.expects`` says when a backchannel may be an answer."""

_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"\b(mm|uh|m|a)[ -](hm|hmm|huh|ha)\b")


def means_something(text: str, expects: str, *, over_us: bool) -> bool:
    """Say whether ``text`` is more than listening noise. ``over_us``: it was said while our audio was playing."""
    words = _WORD.findall(_JOINED.sub(r"\1\2", text.lower()))
    noise = TICS | BACKCHANNELS if over_us and expects not in YES_NO else TICS
    return any(word not in noise for word in words)
