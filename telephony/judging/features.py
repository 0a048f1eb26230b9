"""What does a judge look at? An utterance, whole or only its beginning, as numbers; pure."""

from __future__ import annotations

import re
from itertools import pairwise
from zlib import crc32

import numpy as np

from telephony.judging.vectors import Floats, WordVectors
from telephony.words import BACKCHANNELS, TICS

COUNTS = 12
"""Numbers besides the mean of the words' vectors."""
WEIGHT = 3.0
"""Of the vectors beside those numbers, so that the fit's regularisation treats both alike."""
HASHED = 8192
"""Places for words and pairs of neighbours; they are found by hash, so that no list of words is needed."""
_JOINED = re.compile(r"\b(mm|uh|m|a)[ -](hm|hmm|huh|ha)\b")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, "mm-hmm" being one."""
    return _WORD.findall(_JOINED.sub(r"\1\2", text.lower().replace("\u2019", "'")))


def features(said: list[str], vectors: WordVectors, *, whole: bool) -> Floats:
    """Return float32 ``[HASHED + COUNTS + size]`` of at least one word. ``whole``: no more of it is coming."""
    count = len(said)
    tics = sum(word in TICS for word in said) / count
    murmurs = sum(word in BACKCHANNELS for word in said) / count
    found = np.zeros(HASHED + COUNTS + vectors.size, np.float32)
    found[_places(said, whole=whole)] = 1.0
    found[HASHED : HASHED + COUNTS] = (
        1.0, whole, count == 1, count == 2, count == 3, count > 3,  # noqa: PLR2004 - a word more is another case
        tics, murmurs, tics == 1, tics + murmurs == 1, 1 - tics - murmurs, whole and count == 1,
    )  # fmt: skip
    found[HASHED + COUNTS :] = vectors.mean(said) * np.float32(WEIGHT)
    return found


def _places(said: list[str], *, whole: bool) -> list[int]:
    """Return where each word, each pair and the utterance's first and last word are found."""
    edged = ["<", *said, ">"] if whole else ["<", *said]
    pairs = [f"{one} {other}" for one, other in pairwise(edged)]
    return [crc32(part.encode()) % HASHED for part in (*said, *pairs)]
