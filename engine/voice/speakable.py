"""Can a text be said aloud? Markup stripped; signs, prices and abbreviations as the words they are read as."""

from __future__ import annotations

import re
from functools import cache

from engine.language import Language, of
from engine.language.country import decimal_comma

_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"```.*?(?:```|$)", re.DOTALL), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<[^<>]{0,200}>"), " "),
    (re.compile(r"(?<=[^\s.,:;!?])[ \t]*\n(?=\s*(?:[-*•+]|\d{1,2}[.)])\s)"), ".\n"),
    (re.compile(r"(?m)^[ \t]*(?:#{1,6}\s+|[-*•+]\s+|\d{1,2}[.)]\s+(?=\D)|>\s?|\|)"), ""),
    (re.compile(r"(?m)^[ \t]*[-=_*|:][-=_*|: ]{2,}$"), ""),
    (re.compile(r"[*~`|]+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)"), ""),
)
_UNSPEAKABLE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"[\U0001F000-\U0001FFFF\u2600-\u27BF\uFE0F\u200D\u2190-\u21FF\u2B00-\u2BFF\U000E0000-\U000E007F]"),
        "",
    ),
    (re.compile(r"[\x00-\x08\x0B-\x1F\x7F\u200B-\u200F\u202A-\u202E\uFEFF]"), ""),
    (re.compile(r"[<>{}\[\]\\^#]"), " "),
)
_URL = re.compile(r"(?:https?://|www\.)(?:www\.)?([\w.-]+\w)[^\s)\]]{0,300}?(?=[.,;:!?)\]]*(?:\s|$))", re.IGNORECASE)
_PLAIN = re.compile(r"[¿¡]?[^\W\d_](?:[^\W_]|[ ,!?¿¡'\u2019]|\.(?= |$))*")
"""A text that only an abbreviation can keep from being said as it is, as nearly all of a designer's are: letters,
digits, spaces, and points at their end.
"""
_CODES = {"£": "GBP", "$": "USD", "€": "EUR"}


def speakable(text: str, locale: str = "en-GB") -> str:
    """Return ``text`` with nothing in it that cannot be said: no markup, addresses by their name, no pictures.

    Signs and abbreviations are read in the language of ``locale``.
    """
    if _PLAIN.fullmatch(text) and not _shortened(of(locale)).search(text):
        return " ".join(text.split())
    return _spelled_out(text, locale)


def _spelled_out(text: str, locale: str) -> str:
    language = of(locale)
    text = _URL.sub(lambda m: m[1].replace(".", f" {language.speech.dot} "), text)
    for rule, instead in (*_MARKUP, *_words(language), *_UNSPEAKABLE):
        text = rule.sub(instead, text)
    text = _price(decimal_comma(locale)).sub(lambda m: _said_price(m, language), text)
    return " ".join(text.split())


@cache
def _shortened(language: Language) -> re.Pattern[str]:
    """Return what a language's abbreviations look like."""
    return re.compile(rf"\b(?:{'|'.join(language.speech.written_out)})")


@cache
def _words(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what is written but not said so in a language."""
    speech = language.speech
    return (
        *((re.compile(rf"\b{pattern}"), said) for pattern, said in speech.written_out.items()),
        (re.compile(r"(?<=\d)\s?[\u2013\u2014]\s?(?=[£$€]?\d)"), f" {speech.to} "),
        (re.compile(r"\s?&\s?"), f" {speech.joins} "),
        (re.compile(r"(?<=\d)\s?%"), f" {speech.percent}"),
    )


@cache
def _price(comma: bool) -> re.Pattern[str]:
    """Return what a price looks like: the sign stands before the number or, where a comma parts decimals, after it."""
    if not comma:
        return re.compile(r"(?P<sign>[£$€])(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d{2}))?(?!\d)")
    number = r"(?P<{0}whole>\d{{1,3}}(?:\.\d{{3}})+|\d+)(?:,(?P<{0}cents>\d{{2}}))?(?!\d)"
    return re.compile(
        rf"(?P<sign>[£$€])\s?{number.format('')}|(?<![\d.,]){number.format('late_')}\s?(?P<late_sign>[£$€])"
    )


def _said_price(found: re.Match[str], language: Language) -> str:
    groups = {name.removeprefix("late_"): text for name, text in found.groupdict().items() if text is not None}
    speech, code = language.speech, _CODES[groups["sign"]]
    coin = speech.coins.get(code)
    if coin is None:
        return found[0]
    whole, cents = groups["whole"] if speech.grouped else groups["whole"].replace(".", ""), int(groups.get("cents", 0))
    if whole == "0" and cents:
        return f"{cents} {coin.minors}"
    said = f"{whole} {coin.one if whole == '1' else coin.many}"
    if not cents:
        return said
    if cents < 10 or code in speech.named_minor:  # noqa: PLR2004
        return f"{said} {speech.and_minor} {cents} {coin.minors}"
    return " ".join(part for part in (said, speech.with_minor, str(cents)) if part)
