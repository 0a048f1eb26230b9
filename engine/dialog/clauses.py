"""Does an utterance ask for two things? The ways in which a word like "and" parts it in two. Pure.

Whether both halves mean something is the classifier's to say; most "and"s part nothing.
"""

from __future__ import annotations

from engine.dialog.words import Word, words
from engine.language import Language, of

MOST = 3
"""Ways that are worth asking about."""

Halves = tuple[str, str]
"""What was said before and after, as it was said."""


def halves(text: str, locale: str) -> tuple[Halves, ...]:
    """Return the ways to part ``text``, the first joint first; each half has a word that means something."""
    language = of(locale)
    ws = words(text, language)
    found: list[Halves] = []
    i = 1
    while i < len(ws) and len(found) < MOST:
        length = _joint(ws, i, language)
        if length and _means(ws[:i], language) and _means(ws[i + length :], language):
            found.append((text[: ws[i - 1].end].strip(), text[ws[i + length].start :].strip()))
        i += max(1, length)
    return tuple(found)


def _joint(ws: list[Word], at: int, language: Language) -> int:
    """Return how many words from ``at`` on are a joint; a part of a number that is one word is none."""
    if ws[at - 1].end > ws[at].start:
        return 0
    said = [word.text for word in ws[at:]]
    phrases = language.talk.joints.by_first.get(said[0], ())
    return next((len(each) for each in phrases if said[: len(each)] == list(each)), 0)


def _means(ws: list[Word], language: Language) -> bool:
    return any(word.text not in language.noise for word in ws)
