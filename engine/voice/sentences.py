"""Where does a sentence end, and can it be said aloud? Text cut into sentences and stripped of markup.

A boundary is decided only when the character after it is known: sentences do not depend on how the text was chunked.
"""

from __future__ import annotations

import re

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st vs approx ext tel e.g i.e".split()  # noqa: SIM905 - a word list
)
"""After one of these a full stop ends nothing."""
_END = re.compile(r"""[.!?…]+["'\u201d\u2019)\]*_]*(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s)|\n(?=\s*\#)""")
_LAST_WORD = re.compile(r"[\w.&]*$")
_CLAUSE = re.compile(r"[,;:]\s+|\s[\u2013\u2014-]\s")
_FIRST_CLAUSE = 28
"""Characters: a shorter first clause sounds clipped."""
_EARLY = 60
"""Characters without an end after which the first clause goes out alone."""
_LONGEST = 300
"""Characters after which a sentence without an end is cut at a space."""
_ONE = re.compile(rf"[^.!?…\n]{{0,{_LONGEST - 1}}}[.!?…]?")
"""Plainly one sentence: what would end one stands last, if at all."""


class SentenceStream:
    """Takes text as it comes and gives whole sentences; the first clause of a long first sentence goes out early."""

    def __init__(self, *, early: bool = True) -> None:
        """``early``: give the first clause of a long first sentence as soon as it is whole."""
        self._rest = ""
        self._early = early

    def feed(self, chunk: str) -> list[str]:
        """Take more text; return the sentences that are now known to be whole."""
        self._rest += chunk
        found: list[str] = []
        while (cut := self._cut()) is not None:
            sentence = _tidy(self._rest[:cut])
            self._rest = self._rest[cut:]
            if sentence:
                found.append(sentence)
                self._early = False
        return found

    def finish(self) -> list[str]:
        """Return what is left; the text has ended."""
        found = self.feed("\n\n")
        rest, self._rest = _tidy(self._rest), ""
        return [*found, rest] if rest else found

    def _cut(self) -> int | None:
        for end in _END.finditer(self._rest):
            decided = _ends(self._rest, end)
            if decided is None:
                break
            if decided:
                return self._clause(end.end()) or end.end()
        return self._clause(len(self._rest)) or self._overlong()

    def _clause(self, end: int) -> int | None:
        if not self._early or end < _EARLY:
            return None
        clause = _CLAUSE.search(self._rest, _FIRST_CLAUSE, end)
        return clause.end() if clause else None

    def _overlong(self) -> int | None:
        if len(self._rest) <= _LONGEST:
            return None
        space = self._rest.rfind(" ", 1, _LONGEST)
        return space if space > 0 else _LONGEST


def sentences(text: str) -> list[str]:
    """Cut ``text`` into sentences."""
    if _ONE.fullmatch(text):
        return [one] if (one := _tidy(text)) else []
    stream = SentenceStream(early=False)
    return [*stream.feed(text), *stream.finish()]


def _ends(text: str, end: re.Match[str]) -> bool | None:
    """Whether a sentence ends at ``end``; None while the next character is not known."""
    if end.group()[0] == "\n":
        return True
    following = text[end.end() :].lstrip()
    if not following:
        return "\n\n" in text[end.end() :] or None
    if not end.group().startswith(".") or len(end.group().rstrip("\"'\u201d\u2019)]*_")) > 1:
        return True
    word = _LAST_WORD.search(text, 0, end.start())
    last = word.group().lower() if word else ""
    if last in {"no", "nos"} and following[0].isdigit():
        return False
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i"):
        return False
    return not following[0].islower()


def _tidy(text: str) -> str:
    return " ".join(text.split())


# --------------------------------------------------------------------------------------------------------- speakable

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"```.*?(?:```|$)", re.DOTALL), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<[^<>]{0,200}>"), " "),
    (re.compile(r"(?<=[^\s.,:;!?])[ \t]*\n(?=\s*(?:[-*•+]|\d{1,2}[.)])\s)"), ".\n"),
    (re.compile(r"(?m)^[ \t]*(?:#{1,6}\s+|[-*•+]\s+|\d{1,2}[.)]\s+(?=\D)|>\s?|\|)"), ""),
    (re.compile(r"(?m)^[ \t]*[-=_*|:][-=_*|: ]{2,}$"), ""),
    (re.compile(r"[*~`|]+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)"), ""),
    (re.compile(r"\be\.g\.,?"), "for example"),
    (re.compile(r"\bi\.e\.,?"), "that is"),
    (re.compile(r"(?<=\d)\s?[\u2013\u2014]\s?(?=[£$€]?\d)"), " to "),
    (re.compile(r"\s?&\s?"), " and "),
    (re.compile(r"(?<=\d)\s?%"), " percent"),
    (
        re.compile(r"[\U0001F000-\U0001FFFF\u2600-\u27BF\uFE0F\u200D\u2190-\u21FF\u2B00-\u2BFF\U000E0000-\U000E007F]"),
        "",
    ),
    (re.compile(r"[\x00-\x08\x0B-\x1F\x7F\u200B-\u200F\u202A-\u202E\uFEFF]"), ""),
    (re.compile(r"[<>{}\[\]\\^#]"), " "),
)
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,!?'\u2019]|\.(?= |$))*")
"""A text that no rule touches, as nearly all of a designer's are: letters, digits, spaces, and points at their end."""
_URL = re.compile(r"(?:https?://|www\.)(?:www\.)?([\w.-]+\w)[^\s)\]]{0,300}?(?=[.,;:!?)\]]*(?:\s|$))", re.IGNORECASE)
_PRICE = re.compile(r"([£$€])(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?(?!\d)")
_COINS = {"£": ("pound", "pence"), "$": ("dollar", "cents"), "€": ("euro", "cents")}


def speakable(text: str) -> str:
    """Return ``text`` with nothing in it that cannot be said: no markup, addresses by their name, no pictures."""
    if _PLAIN.fullmatch(text):
        return _tidy(text)
    text = _URL.sub(lambda m: m[1].replace(".", " dot "), text)
    for rule, instead in _RULES:
        text = rule.sub(instead, text)
    return _tidy(_PRICE.sub(_price, text))


def _price(found: re.Match[str]) -> str:
    major, minors = _COINS[found[1]]
    whole, cents = found[2], int(found[3] or 0)
    if whole == "0" and cents:
        return f"{cents} {minors}"
    said = f"{whole} {major}{'' if whole == '1' else 's'}"
    if not cents:
        return said
    return f"{said} and {cents} {minors}" if cents < 10 or found[1] == "$" else f"{said} {cents}"  # noqa: PLR2004
