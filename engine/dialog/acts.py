"""Says whether a whole utterance is a global act ("an agent, please"), a bare yes or no, or a correction.

Rules, not a model: they look at every word, and a sentence with more content is left to the classifier. What the words
are is a language's ``Talk``; its patterns are compiled once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from engine.dialog.words import Word, words
from engine.language import Language, of
from engine.language.tables import any_of
from engine.language.talk import Piece
from engine.types import Act

_LONGEST = 14  # words; a longer utterance has more content than an act
_MOST_WORDS = 12
"""Of a corrected value, besides what is read digit by digit or spelled: a phone number alone is eleven words."""
_MOST_CHARACTERS = 200
_GAP = "(?: |$)"

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """A language's patterns, compiled."""

    acts: tuple[tuple[Act, Pattern], ...]
    pieces: tuple[tuple[Piece, Pattern], ...]
    correction: Pattern
    clear: Pattern
    instead: tuple[Pattern, ...]
    denial: Pattern | None


@cache
def _rules(language: Language) -> _Rules:
    talk = language.talk
    lead, tail, bye = any_of(talk.lead), any_of(talk.tail), any_of(talk.farewell)
    opened = rf"(?P<open>(?:{any_of(talk.openers)}{_GAP})*)(?P<strong>(?:{any_of(talk.strong)}{_GAP})*)"
    return _Rules(
        acts=tuple(
            (act, re.compile(rf"(?:{lead} )*{any_of(table)}(?: {tail})*(?: {bye})?"))
            for act, table in talk.acts.items()
        ),
        pieces=tuple((kind, re.compile(rf"{any_of(table)}(?= |$)")) for kind, table in talk.pieces.items()),
        correction=re.compile(rf"{opened}(?:{any_of(talk.copula)}{_GAP})?(?P<rest>.*)"),
        clear=re.compile(rf"(?<!\S){any_of(talk.clear)}(?!\S)"),
        instead=tuple(map(re.compile, talk.instead)),
        denial=re.compile(talk.denial) if talk.denial else None,
    )


def warm(locale: str) -> None:
    """Compile the patterns of ``locale``'s language now, so that no caller waits for it."""
    _rules(of(locale))


# ------------------------------------------------------------------------------------------------------- global acts


@lru_cache(maxsize=32)
def act_of(text: str, locale: str = "en-GB") -> Act | None:
    """Return the global act that the whole of ``text`` is, or None."""
    language = of(locale)
    said = _plain(words(text, language), language)
    if not said or said.count(" ") >= _LONGEST:
        return None
    act = next((act for act, rule in _rules(language).acts if rule.fullmatch(said)), None)
    answered = act == "repeat" and yes_no(text, locale) is not None  # "ja, bitte" is no "bitte?"
    return None if answered else act


# -------------------------------------------------------------------------------------------------------- yes and no


@lru_cache(maxsize=32)
def yes_no(text: str, locale: str = "en-GB") -> bool | None:
    """Return True or False when the whole of ``text`` is a yes or a no, None when it says anything else, or both."""
    language = of(locale)
    pieces = _cut(_plain(words(text, language), language), _rules(language))
    if not pieces or "unsure" in pieces or {"yes", "no"} <= pieces:
        return None
    if "no" in pieces:
        return False
    return True if pieces & {"yes", "weak", "please"} else None


@lru_cache(maxsize=32)
def opening(text: str, locale: str = "en-GB") -> tuple[bool, int] | None:
    """Return the yes or no that ``text`` opens with, and how many words that takes: "that's wrong, it's the 5th"."""
    language = of(locale)
    said, at = _plain(words(text, language), language), 0
    while at < len(said):
        hits = [(m.end(), kind) for kind, pattern in _rules(language).pieces if (m := pattern.match(said, at))]
        end, kind = max(hits, key=lambda hit: hit[0], default=(0, "unsure"))
        if kind in {"yes", "no"} or (kind == "weak" and not at):
            goes_on = _goes_on(text, words(text, language), said[:end].count(" "), language)
            return (kind != "no", said[:end].count(" ") + 1) if " " not in said[at:end] or goes_on else None
        if kind != "neutral":
            return None
        at = end + 1
    return None


def _goes_on(text: str, ws: list[Word], last: int, language: Language) -> bool:
    """Whether something new begins behind word ``last``: "I have" is an answer, but "I have a question" is none."""
    rest = _plain(ws[last + 1 :], language)
    if not rest or "," in text[ws[last].end : ws[last + 1].start]:
        return True
    return re.match(rf"{any_of(language.talk.copula)}(?= |$)", rest) is not None


def _cut(said: str, rules: _Rules) -> set[Piece]:
    """Cut ``said`` into known phrases, longest first; an unknown word makes the whole unknown: the empty set."""
    kinds: set[Piece] = set()
    at = 0
    while at < len(said):
        hits = [(m.end(), kind) for kind, pattern in rules.pieces if (m := pattern.match(said, at))]
        if not hits:
            return set()
        at, kind = max(hits, key=lambda hit: hit[0])
        kinds.add(kind)
        at += 1
    return kinds


# ------------------------------------------------------------------------------------------------------ corrections


@lru_cache(maxsize=32)
def correction(text: str, locale: str = "en-GB") -> str | None:
    """Return what ``text`` puts in the place of something said before: "no, I meant 45 pounds" gives "45 pounds".

    It does not know whether the rest is a value; whoever asks reads a slot from it and finds out.
    """
    if len(text) > _MOST_CHARACTERS:
        return None
    language = of(locale)
    rules, ws = _rules(language), words(text, language)
    said = _plain(ws, language)
    if not said or _cut(said, rules) or act_of(text, locale):
        return None
    span = _replaced(said, rules)
    if span is None:
        return None
    rest = _original(text, ws, said, span)
    plain = said[slice(*span)]
    if not plain or _content(rest, language) > _MOST_WORDS or _cut(plain, rules) or act_of(rest, locale):
        return None
    return rest


@lru_cache(maxsize=32)
def meant(text: str, locale: str = "en-GB") -> int:
    """Return where in ``text`` stands what is meant when something else is denied first, "not 40 but 45"; else 0."""
    if len(text) > _MOST_CHARACTERS:
        return 0
    language = of(locale)
    rules, ws = _rules(language), words(text, language)
    said = _plain(ws, language)
    span = _contrasted(said, rules.correction.fullmatch(said), rules)
    return ws[said.count(" ", 0, span[0])].start if span is not None and span[0] < span[1] == len(said) else 0


def _content(text: str, language: Language) -> int:
    """Return how many words of ``text`` are more than a digit, a letter or the name of one."""
    names = language.contacts.alphabet | language.contacts.spelled_by | language.numbers.spoken
    return sum(len(word.text) > 1 and word.text not in names for word in words(text, language))


def _replaced(said: str, rules: _Rules) -> tuple[int, int] | None:
    """Return where the new value stands in ``said``; None when nothing makes it a correction."""
    found = rules.correction.fullmatch(said)
    contrasted = _contrasted(said, found, rules)
    if contrasted is not None or found is None:
        return contrasted
    return found.span("rest") if found["strong"] or rules.clear.search(found["open"]) else None


def _contrasted(said: str, found: re.Match[str] | None, rules: _Rules) -> tuple[int, int] | None:
    """Return where the value stands that is said beside the one it replaces: "not 40 but 45", "45 not 40"."""
    denied = rules.denial.fullmatch(said) if rules.denial is not None else None
    if denied is not None or found is None:
        return denied.span("rest") if denied is not None else None
    asides = (pattern.fullmatch(said, *found.span("rest")) for pattern in rules.instead)
    return next((aside.span("rest") for aside in asides if aside is not None), None)


def _original(text: str, ws: list[Word], said: str, span: tuple[int, int]) -> str:
    """Return the part of ``text`` whose plain words are ``said[start:end]``."""
    first = said.count(" ", 0, span[0])
    last = first + said.count(" ", *span)
    return text[ws[first].start : ws[last].end] if span[0] < span[1] else ""


def _plain(ws: list[Word], language: Language) -> str:
    apart = language.talk.apart
    return " ".join(apart.get(w.text, w.text) for w in ws)
