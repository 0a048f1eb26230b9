"""Which values does an utterance bring, and may they be taken? Rules 3 and 4 of the turn policy: fill and correct.

Pure. A value is taken after its ``check``, and as surely as it was heard: below 0.60 it is read back as a question,
up to 0.85 (or always, where a slip costs money) echoed inside the next line. A number is read from almost anything, so
it corrects only as the whole of what is said, and never where another value is asked for.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.dialog import acts
from engine.dialog.decisions import AskedBack, Corrected, Decision, Filled, Given, TooLate, Unfit
from engine.dialog.place import OPTION, WEAK, Place
from engine.dialog.slots import Reading
from engine.flows.model import Slot
from engine.types import Said

ASK_BACK = 0.60
"""Recognition confidence below which a value is read back as a question."""
ECHO = 0.85
"""Below this it is echoed inside the next line."""
LOOSE = 0.5
"""Share of the meaningful words below which a value waits for the classifier."""
_READ = "/"
"""Stands where a value was read."""
_PARTS = frozenset({"number", "name", "digits", "money"})
"""Slot types that may be read from a part of another value."""
_LOOSE = WEAK - {"email"}
_ANY_LENGTH = 32
NOT_ECHOED = frozenset({"text", "yes_no"})
"""Slot types that are never read back."""


def taken(place: Place, slot: Slot, value: object, confidence: float = 1.0) -> Decision:
    """Take a value for the asked slot."""
    check = place.unfit(slot, value)
    if check is not None:
        return Unfit(slot.name, value, check)
    if slot.readback != "never" and slot.type.kind not in NOT_ECHOED and confidence < ASK_BACK:
        return AskedBack(slot.name, value)
    return Filled((given(slot, value, confidence),))


def given(slot: Slot, value: object, confidence: float = 1.0) -> Given:
    """Return the value with whether to echo it."""
    unsure = slot.readback == "auto" and confidence < ECHO and slot.type.kind not in NOT_ECHOED
    return Given(slot.name, value, echo=not slot.secret and (slot.readback == "always" or unsure))


def in_passing(place: Place, flow: str, said: Said, *, asked: Slot | None = None) -> tuple[Given, ...]:
    """Return the values that an utterance brings for the open slots of ``flow`` besides the asked one."""
    return () if said.confidence < ASK_BACK else _besides(place, flow, said, asked)[0]


def _besides(place: Place, flow: str, said: Said, asked: Slot | None) -> tuple[tuple[Given, ...], str]:
    """Return the values said in passing, and the utterance without them: what is read from it is read once.

    What could be read from almost anything comes last, and only where words say what it is.
    """
    found: list[Given] = []
    rest = said.text
    slots = [slot for slot in place.unfilled(flow) if slot is not asked]
    for slot in sorted(slots, key=lambda each: each.type.kind in WEAK):
        alike = _alike(asked, slot)
        if alike and slot.type.kind != "number":
            continue
        if place.none_of(slot, rest):
            found.append(given(slot, Decimal(0), said.confidence))
            continue
        reading = place.read(slot, rest)
        if reading is None or (alike and not place.counts(slot, rest, reading)):
            continue
        if slot.type.kind in WEAK and not place.surely(slot, rest, reading):
            continue
        rest = without(rest, reading, OPTION if slot.type.kind == "one_of" else _READ)
        if place.unfit(slot, reading.value) is None:
            found.append(given(slot, reading.value, said.confidence))
    return tuple(found), rest


def _alike(asked: Slot | None, slot: Slot) -> bool:
    """Whether a value for ``slot`` could be meant for the asked one, as digits of other lengths could not."""
    if asked is None or asked.type.kind != slot.type.kind:
        return False
    if slot.type.kind == "one_of":
        return not asked.type.options.keys().isdisjoint(slot.type.options)
    one, other = (_lengths(each) for each in (asked, slot))
    return slot.type.kind != "digits" or (one[0] <= other[1] and other[0] <= one[1])


def _lengths(slot: Slot) -> tuple[int, int]:
    shortest = slot.type.shortest or 1
    return shortest, slot.type.longest or slot.type.shortest or _ANY_LENGTH


def without(text: str, reading: Reading, mark: str) -> str:
    """Return ``text`` with ``mark`` in the place of the part that was read."""
    return f"{text[: reading.span[0]]} {mark} {text[reading.span[1] :]}"


def _own(place: Place, flow: str, slot: Slot, said: Said) -> tuple[Reading | None, str]:
    """Read the asked slot, and say from which text; a number inside a longer value, "6 pm", belongs to that."""
    reading = place.read(slot, said.text)
    if slot.type.kind == "number" and reading is not None and (own := _counting(place, flow, slot, said, reading)):
        return own
    if slot.type.kind not in _PARTS or (reading is not None and reading.share == 1):
        return reading, said.text
    rest = said.text
    for other in place.unfilled(flow):
        found = None if other is slot or other.type.kind in _LOOSE else place.read(other, said.text)
        if found is not None and (reading is None or _owns(place, (other, found), (slot, reading), said.text)):
            rest = rest.replace(found.text, f" {_READ} ", 1)
    return (reading, said.text) if rest == said.text else (place.read(slot, rest), rest)


def _counting(place: Place, flow: str, slot: Slot, said: Said, reading: Reading) -> tuple[Reading, str] | None:
    """Read the number beside the name of ``slot`` where another slot's name stands beside the first one."""
    others = [other for other in place.unfilled(flow) if other is not slot and other.type.kind == "number"]
    text = said.text
    if place.counts(slot, text, reading) or not any(place.counts(other, text, reading) for other in others):
        return None
    text = without(text, reading, _READ)
    found = place.read(slot, text)
    return (found, text) if found is not None and place.counts(slot, text, found) else None


def _owns(place: Place, one: tuple[Slot, Reading], asked: tuple[Slot, Reading], text: str) -> bool:
    """Whether what was read for the asked slot is another's: a part of a longer value, or digits and no amount."""
    (other, found), (slot, reading) = one, asked
    (start, end), (first, last) = found.span, reading.span
    if found.span != reading.span:
        return start <= first and last <= end
    if (slot.type.kind, other.type.kind) == ("number", "time"):
        return place.at_an_hour(text[:start])  # "at seven tomorrow evening"
    if (slot.type.kind, other.type.kind) != ("money", "digits"):
        return False
    named = place.named(other, text[:start]) and not place.named(slot, text[:start])
    return named or len(found.text.split()) == len(str(found.value))  # said one by one


def fill(place: Place, said: Said) -> tuple[Decision | None, bool]:
    """Fill the asked slot, and others said in passing; also say whether the classifier may know better."""
    slot = place.asked
    if slot is None or slot.secret:
        return None, False
    flow = "" if place.flow is None else place.flow.name
    reading, source = _own(place, flow, slot, said)
    span = place.span(said.text) if reading is None and slot.type.kind == "date" else None
    ends = [each for each in place.unfilled(flow) if each is not slot and each.type.kind == "date"]
    if span is not None and ends:
        return _span(place, flow, said, (slot, ends[0]), span), False
    if reading is None:
        others = in_passing(place, flow, said, asked=slot)
        return (Filled(others) if others else None), True
    decision = taken(place, slot, reading.value, said.confidence)
    if isinstance(decision, Filled):
        mark = OPTION if slot.type.kind == "one_of" else _READ
        own = without(said.text, reading, mark)
        rest = own if source == said.text else said.text.replace(reading.text, f" {mark} ", 1)
        decision = Filled((*decision.given, *in_passing(place, flow, Said(rest, said.confidence), asked=slot)))
    return decision, slot.type.kind in WEAK - {"yes_no"} or reading.share < LOOSE


def _span(
    place: Place, flow: str, said: Said, slots: tuple[Slot, Slot], span: tuple[date, date, tuple[int, int]]
) -> Decision:
    """Fill two slots with the first and the last of several days: "from the fourth to the seventh"."""
    (first, last), (start, end) = span[:2], span[2]
    decision = taken(place, slots[0], first, said.confidence)
    if not isinstance(decision, Filled):
        return decision
    rest = f"{said.text[:start]} {_READ} {said.text[end:]}"
    others = in_passing(place, flow, Said(rest, said.confidence), asked=slots[0])
    fits = place.unfit(slots[1], last) is None
    both = (given(slots[1], last, said.confidence),) if fits and said.confidence >= ASK_BACK else ()
    return Filled((*decision.given, *both, *others))


def exact_option(place: Place, said: Said) -> Decision | None:
    """Take an option that is the whole answer. It comes before an act: "I don't want it" may be one of the options."""
    slot = place.asked
    reading = place.read(slot, said.text) if slot is not None and slot.type.kind == "one_of" else None
    if slot is None or reading is None or reading.share < 1:
        return None
    return taken(place, slot, reading.value, said.confidence)


def correct(place: Place, said: Said) -> Decision | None:
    """Correct a known slot: "no, I meant 45 pounds"; to a confirmation that mentions it, "45 pounds" is enough.

    A number that is not named is corrected only where no other value is asked for: there it would be an answer.
    """
    rest = acts.correction(said.text, place.locale)
    if rest is None:
        return _bare(place, said)
    asked = place.asked
    known = [slot for slot in place.correctable() if asked is None or slot.name != asked.name]
    named = [slot for slot in known if place.named(slot, said.text)]
    if asked is not None and not named and place.read(asked, rest) is not None:
        return None
    firm = [slot for slot in known if slot.type.kind not in WEAK]
    number = _number(place, rest) if asked is None else None
    return correct_one(place, named, rest) or correct_one(place, firm, rest) or number


def correct_one(place: Place, slots: list[Slot], text: str) -> Decision | None:
    """Correct the first of ``slots`` for which ``text`` holds a value."""
    for slot in slots:
        reading = place.read(slot, text)
        if reading is not None:
            return corrected(place, slot, reading.value)
    return None


def _number(place: Place, text: str) -> Decision | None:
    """Correct the one number that is known, or of several the one that the confirmation says, when ``text`` is it."""
    numbers = [slot for slot in place.correctable() if slot.type.kind == "number"]
    if len(numbers) > 1:
        numbers = [slot for slot in numbers if place.confirm is not None and slot.name in place.confirm.reads]
    return _whole(place, numbers[0], text) if len(numbers) == 1 else None


def _whole(place: Place, slot: Slot, text: str) -> Decision | None:
    """Correct ``slot`` when ``text`` is nothing but its value, and words of its name."""
    reading = place.read(slot, text)
    return corrected(place, slot, reading.value) if reading is not None and place.bare(slot, text, reading) else None


def corrected(place: Place, slot: Slot, value: object) -> Decision:
    """Give a known slot another value, unless what was done with it cannot be undone."""
    if place.gone_through(slot.name):
        return TooLate(slot.name)
    check = place.unfit(slot, value)
    return Corrected(Given(slot.name, value)) if check is None else Unfit(slot.name, value, check)


def _bare(place: Place, said: Said) -> Decision | None:
    if place.confirm is None:
        return None
    for slot in place.correctable():
        named = slot.type.kind == "number" and place.named(slot, said.text)
        if slot.name in place.confirm.reads and (named or slot.type.kind not in WEAK):
            decision = _whole(place, slot, said.text)
            if decision is not None:
                return decision
    return None
