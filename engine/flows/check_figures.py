"""Will a synthesizer say figures as they are meant, and does a text count as its slot's type does? Checks of numbers.

What is written with words in a text is understood where the project speaks English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.flows.facts import Facts
from engine.flows.findings import Edit, Finding, warning
from engine.flows.mentions import of_slot
from engine.flows.model import Flow, Position, Reference, Slot, Template

_COUNTS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_COUNT = rf"(?:{'|'.join(_COUNTS)}|[0-9]{{1,2}})"
_DIGITS = re.compile(
    rf"\b(?P<low>{_COUNT})(?:[ -](?:to|or|and)[ -](?P<high>{_COUNT}))?[ -](?:digits?\b|digit[ -])", re.IGNORECASE
)
_MISREAD = (
    (re.compile(r"(?<![\w.,])(?:0[0-9]+|[0-9]{4,})(?![\w.,]?[0-9])"), "a row of digits", "write it digit by digit"),
    (re.compile(r"[0-9]+\s?[:/][0-9]+"), "a time, a date or a fraction in figures", "write it in words"),
    (re.compile(r"[0-9]+\s?[\u2013\u2014-]\s?[0-9]+"), "a range in figures", "write 'four to eight'"),
    (re.compile(r"\b[0-9]+(?!(?:st|nd|rd|th)\b)[a-zA-Z]+\b"), "a figure with letters", "write it in words"),
    (re.compile(r"[a-zA-Z]/[a-zA-Z]"), "a stroke", "write 'or'"),
    (re.compile(r"(?:^|(?<=\s))[#*@+=~^|\\_](?=\s|[.,?!]|$)"), "a sign", "write its name, such as 'hash' or 'star'"),
    (re.compile(r"[°§©®™‰\u00d7÷±≤≥≠]|\s[+=]\s|(?<=\w)[@](?=\w)"), "a sign", "write it in words"),
)
_UNITS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "money": (re.compile(r"[£$€]\s?$"), re.compile(r"^\s?(?:pounds?|dollars?|euros?|quid|[£$€])\b", re.IGNORECASE)),
    "date": (re.compile(r"\bthe $"), re.compile(r"^(?:st|nd|rd|th)\b")),
}
"""Kind -> what stands before, and after, a value that is spoken with its unit anyway."""


def misread(facts: Facts) -> Iterator[Finding]:
    """V103: figures and signs that a synthesizer says otherwise than they are meant."""
    for spoken in facts.spoken:
        for template in spoken.prompt.variants if spoken.voiced else ():
            yield from _of_text(facts, template, spoken.flow)


def _of_text(facts: Facts, template: Template, flow: Flow) -> Iterator[Finding]:
    written = "".join(part if isinstance(part, str) else "\N{NULL}" for part in template.parts)
    for pattern, what, hint in _MISREAD:
        found = pattern.search(written)
        if found:
            message = f"'{found[0].strip()}' is {what}, which may be said otherwise than meant"
            yield warning(template.at, "V103", message, hint)
            break
    for index, part in enumerate(template.parts):
        if isinstance(part, Reference):
            before, after = _beside(template, index - 1), _beside(template, index + 1)
            yield from _doubled(facts, part, flow, before, after)
            yield from _dollar(facts, part, flow, before)


def _beside(template: Template, index: int) -> str:
    part = template.parts[index] if 0 <= index < len(template.parts) else ""
    return part if isinstance(part, str) else ""


def _doubled(facts: Facts, part: Reference, flow: Flow, before: str, after: str) -> Iterator[Finding]:
    shape = facts.shape(part, flow)
    leads, follows = _UNITS.get(shape.kind or "" if shape else "", (None, None))
    if (leads and leads.search(before)) or (follows and follows.search(after)):
        name = ".".join(part.path)
        message = f"the unit beside '{name}' would be heard twice: {shape.kind if shape else ''} is spoken with it"
        yield warning(part.at, "V103", message, f"write {{{name}}} alone")


def _dollar(facts: Facts, part: Reference, flow: Flow, before: str) -> Iterator[Finding]:
    """Find the ``${day}`` of other systems: here the ``$`` is a part of the text, and spoken."""
    shape = facts.shape(part, flow)
    if before.endswith("$") and shape is not None and shape.kind not in (None, "money", "number"):
        name, at = ".".join(part.path), part.at
        begins = Position(at.file, at.line, at.column - len("${"))
        message = f"the '$' before '{name}' would be spoken"
        yield warning(begins, "V103", message, f"write {{{name}}}", (Edit(begins, "${", "{"),))


def miscounted(facts: Facts) -> Iterator[Finding]:
    """V109: a text that tells another number of digits than its slot takes."""
    if facts.project.locale.startswith("en"):
        for slot in facts.slots.values():
            if slot.type.kind == "digits" and slot.type.shortest is not None:
                yield from _of_slot(slot)


def _of_slot(slot: Slot) -> Iterator[Finding]:
    shortest, longest = slot.type.shortest or 0, slot.type.longest or slot.type.shortest or 0
    for prompt in of_slot(slot):
        for template in prompt.variants:
            for found in _DIGITS.finditer(template.source):
                low = _number(found["low"])
                high = _number(found["high"]) if found["high"] else low
                if (low, high) != (shortest, longest) and not (low == high == 1):
                    takes = str(shortest) if shortest == longest else f"{shortest} to {longest}"
                    message = f"this says '{found[0].strip()}', and '{slot.name}' takes {takes}"
                    yield warning(template.at, "V109", message, "mend the text or the type")


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _COUNTS.index(word.lower()) + 1
