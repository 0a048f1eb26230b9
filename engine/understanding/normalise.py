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
_SIGNS = frozenset("'$£€%")
_ASCII = str.maketrans(
    {chr(n): chr(n).lower() if chr(n).isalnum() or chr(n) in _SIGNS else " " for n in range(128)} | {"`": "'"}
)
"""The rules for what is plain ASCII, as nearly all of English is: a fifth of the time."""
_FILLERS = frozenset({"um", "umm", "uhm", "uh", "uhh", "er", "erm", "hm", "hmm", "mm", "mmm"})


def normalise(text: str) -> str:
    """Return ``text`` as NFKC lower case without punctuation and hesitations, single-spaced.

    Apostrophes inside a word stay: the encoder was pre-trained on "don't". An utterance of nothing but hesitations
    keeps them.
    """
    if text.isascii():
        plain = (_THOUSANDS.sub("", text) if "," in text else text).translate(_ASCII)
    else:
        plain = _from_unicode(text)
    words = (_LONE_APOSTROPHE.sub(" ", plain) if "'" in plain else plain).split()
    return " ".join([w for w in words if w not in _FILLERS] or words)


def _from_unicode(text: str) -> str:
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower())
    return "".join(c if _is_said(c) else " " for c in _THOUSANDS.sub("", lower))


def _is_said(c: str) -> bool:
    """Letters, digits, the marks that some scripts spell vowels with, and a few signs."""
    return c.isalnum() or c in _SIGNS or unicodedata.category(c).startswith("M")
