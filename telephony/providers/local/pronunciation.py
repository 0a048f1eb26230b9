"""How is a word pronounced? By the recogniser's CMU dictionary; a word it lacks, by rules of spelling.

The rules are for names and British words ("Ambleside", "instalment"): rough, but a rough pronunciation is found and
a missing one never is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_SOUNDS = {
    "tion": "SH AH N", "tch": "CH", "igh": "AY", "eau": "OW", "ough": "OW", "dge": "JH", "ch": "CH", "sh": "SH",
    "th": "TH", "ph": "F", "wh": "W", "ck": "K", "ng": "NG", "qu": "K W", "kn": "N", "wr": "R", "ee": "IY",
    "ea": "IY", "ai": "EY", "ay": "EY", "oa": "OW", "oo": "UW", "ou": "AW", "ow": "OW", "oi": "OY", "oy": "OY",
    "au": "AO", "aw": "AO", "ie": "IY", "ei": "EY", "ey": "IY", "ue": "UW", "ew": "UW", "ar": "AA R", "er": "ER",
    "ir": "ER", "or": "AO R", "ur": "ER", "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G",
    "h": "HH", "i": "IH", "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R",
    "s": "S", "t": "T", "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}
_VOWELS = frozenset("aeiou")
_LONGEST = max(map(len, _SOUNDS))


def pronounce(wanted: Iterable[str], dictionary: Path) -> dict[str, list[str]]:
    """Return every pronunciation of every wanted word: phones in ARPAbet, the dictionary's before our own rules'."""
    found: dict[str, list[str]] = {word: [] for word in wanted}
    with dictionary.open(encoding="utf-8") as lines:
        for line in lines:
            entry, _, phones = line.partition(" ")
            word = entry.partition("(")[0]
            if word in found:
                found[word].append(phones.strip())
    return {word: phones or [spell(word)] for word, phones in found.items()}


def spell(word: str) -> str:
    """Return a pronunciation by the rules of spelling, longest group of letters first."""
    phones: list[str] = []
    letters = word.replace("'", "")
    at = 0
    while at < len(letters):
        sound, length = _sound(letters, at)
        if sound and (not phones or phones[-1] != sound):
            phones.append(sound)
        at += length
    return " ".join(phones)


def _sound(letters: str, at: int) -> tuple[str, int]:
    rest = letters[at:]
    if rest == "e" and at > 1:
        return "", 1  # a silent e at the end
    if len(rest) == len("ame") and rest[0] in _VOWELS and rest[1] not in _VOWELS and rest[2] == "e":
        return _LONG[rest[0]], 1
    for length in range(min(_LONGEST, len(rest)), 0, -1):
        if rest[:length] in _SOUNDS:
            return _SOUNDS[rest[:length]], length
    return "", 1
