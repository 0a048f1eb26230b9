"""Can every text be spoken, and kept in mind by someone who only hears it? Checks of wording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.flows.facts import Facts
from engine.flows.findings import Edit, Finding, warning
from engine.flows.model import Position, Template

MOST_WORDS = 25
MOST_OPTIONS = 4

_MARKUP = (
    ("a web address", re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|org|io|co\.uk|de|es)\b", re.IGNORECASE)),
    ("markdown", re.compile(r"\*\*|__|`|\[[^\]]*\]\(|^\s*(?:#|[-*] )")),
    ("a tag", re.compile(r"</?[a-zA-Z][^<>]*>")),
    (
        "a symbol",
        re.compile("[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]"),
    ),
)
_STRESS = re.compile(r"(?P<mark>\*\*|__|`)(?P<words>[^*_`\n]+)(?P=mark)")
_NUMBER = r"(?:[0-9]|zero|one|two|three|four|five|six|seven|eight|nine)"
_PRESS_FIRST = re.compile(rf"\bpress {_NUMBER} (?:for|to|if)\b", re.IGNORECASE)
_KEY_FIRST = re.compile(rf"(?<![^.?!] )\b(press) ({_NUMBER}) (for|to|if) ([^,.;:?!]+)(?=[.])", re.IGNORECASE)
_PRESS = re.compile(rf"\bpress {_NUMBER}\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.?!]+")
_LEAD = re.compile(
    r"^.*?\b(?:can say|could say|say|things like|such as|either|choose|would you like)\b,?\s*", re.IGNORECASE
)
_BETWEEN = re.compile(r",?\s+or,?\s+|,\s+", re.IGNORECASE)


def wording(facts: Facts) -> Iterator[Finding]:
    """V101 too long, V102 too many options, V104 not speakable, V105 the key before what it is for."""
    for spoken in facts.spoken:
        for template in spoken.prompt.variants if spoken.voiced else ():
            yield from _of_text(template)


def _of_text(template: Template) -> Iterator[Finding]:
    said = "".join(part if isinstance(part, str) else "something" for part in template.parts)
    count = len(said.split())
    if count > MOST_WORDS:
        message = f"{count} words are too many to follow by ear"
        yield warning(template.at, "V101", message, f"say it in {MOST_WORDS} or fewer")
    offered = options(said)
    if offered > MOST_OPTIONS:
        message = f"{offered} options in one text are too many to keep in mind"
        yield warning(template.at, "V102", message, f"offer {MOST_OPTIONS} or fewer")
    for what, pattern in _MARKUP:
        if pattern.search(said):
            edits = _bare(template) if what == "markdown" else ()
            yield warning(template.at, "V104", f"{what} cannot be spoken", "say it in words", edits)
    if _PRESS_FIRST.search(said):
        message = "the key is named before what it is for"
        yield warning(template.at, "V105", message, "say 'for an order, press 1'", _turned(template))


def _bare(template: Template) -> tuple[Edit, ...]:
    """Return the edits that take the stress marks from around words."""
    found = _STRESS.finditer(template.source)
    return tuple(Edit(_behind(template, each.start()), each[0], each["words"]) for each in found)


def _behind(template: Template, offset: int) -> Position:
    return Position(template.at.file, template.at.line, template.at.column + offset)


def _turned(template: Template) -> tuple[Edit, ...]:
    """Return the edits that put what a key is for before the key, where the sentence says nothing else."""
    edits: list[Edit] = []
    for found in _KEY_FIRST.finditer(template.source):
        press, number, purpose, what = found.groups()
        turned = f"{purpose} {what}, press {number}"
        said = turned[0].upper() + turned[1:] if press[0].isupper() else turned
        edits.append(Edit(_behind(template, found.start()), found[0], said))
    return tuple(edits)


def options(said: str) -> int:
    """Count what a text offers: its keys, or the longest "a, b or c" of its sentences."""
    most = len(_PRESS.findall(said))
    for sentence in _SENTENCE.findall(said):
        if re.search(r"\bor\b", sentence):
            most = max(most, len(_BETWEEN.split(_LEAD.sub("", sentence.strip()).strip(", "))))
    return most
