"""What does the intent model see of an utterance? The one text normaliser, used alike in training and in serving.

Pure. A model remembers ``VERSION`` and is refused by an engine with another one: a silent difference here costs
accuracy that nobody can find. Change the rules, and ``VERSION`` goes up.
"""

from __future__ import annotations

import re
import unicodedata

VERSION = 1

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
_LONE_APOSTROPHE = re.compile(r"(?<!\w)'|'(?!\w)")
_NOT_A_WORD = re.compile(r"[^\w\s'$£€%]|_")
_FILLERS = frozenset({"um", "umm", "uhm", "uh", "uhh", "er", "erm", "hm", "hmm", "mm", "mmm"})


def normalise(text: str) -> str:
    """Return ``text`` as NFKC lower case without punctuation and hesitations, single-spaced.

    Apostrophes inside a word stay: the encoder was pre-trained on "don't". An utterance of nothing but hesitations
    keeps them.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    plain = _THOUSANDS.sub("", plain)
    words = _LONE_APOSTROPHE.sub(" ", _NOT_A_WORD.sub(" ", plain)).split()
    return " ".join([w for w in words if w not in _FILLERS] or words)
