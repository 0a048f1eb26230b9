"""Does the keypad do what the texts say? Checks of menus: keys, what they stand for, and how they are announced.

What a text says of keys is understood where the project speaks English; the rest holds in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from engine.flows.facts import Facts
from engine.flows.findings import Finding, warning
from engine.flows.likeness import tokens
from engine.flows.mentions import place
from engine.flows.model import Confirm, Flow, Listen, Position, Prompt, Slot, Template

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PRESS = re.compile(rf"\bpress (?P<key>[0-9]|{'|'.join(_NUMBERS)})\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.?!;]+")
_KEYPAD = re.compile(r"\b(?:press|key (?:it|them|the \w+) in|key in|keypad|hash)\b", re.IGNORECASE)
_YES_NO: Mapping[str, str] = {"1": "yes", "2": "no"}
_ENOUGH = 2
"""Words of something's names that a text says, before it surely speaks of it; or it says no other word."""


def shared(facts: Facts) -> Iterator[Finding]:
    """F044: two keys for one thing, or an option that has no key where the others have."""
    for slot in facts.slots.values():
        if isinstance(slot.keys, Mapping):
            yield from _twice(slot.keys, slot.at)
            missing = [option for option in slot.type.options if option not in slot.keys.values()]
            for option in missing if slot.type.options else ():
                yield warning(slot.at, "F044", f"no key stands for '{option}' of '{slot.name}'", "give it one")
    for _, step in facts.steps:
        if isinstance(step, Listen):
            yield from _twice(step.keys, step.at)


def _twice(keys: Mapping[str, str], at: Position) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for key, value in keys.items():
        if value and first.setdefault(value, key) != key:
            message = f"the keys {first[value]} and {key} both stand for '{value}'"
            yield warning(place(key, at), "F044", message, "delete one, or let it stand for something else")


def announced(facts: Facts) -> Iterator[Finding]:
    """V108: a key that is announced and does nothing or something else, or that is not announced."""
    if not facts.project.locale.startswith("en"):
        return
    for slot in facts.slots.values():
        yield from _of_slot(slot)
    for _, step in facts.steps:
        match step:
            case Listen():
                yield from _of_menu(facts, step)
            case Confirm(prompt=prompt, retry=retry):
                yield from _of_texts((prompt, *retry), _YES_NO, {"yes": {"yes"}, "no": {"no"}})
            case _:
                pass


def _of_slot(slot: Slot) -> Iterator[Finding]:
    texts = (slot.ask, *slot.retry, *(each for each in (slot.short, slot.silence, slot.help) if each is not None))
    keys = _keys_of(slot)
    if keys:
        yield from _of_texts(texts, keys, {value: _words(value, slot) for value in keys.values()})
        yield from _untold(texts, keys, slot.at)
    if not slot.keys:
        for template in _templates(texts):
            if _KEYPAD.search(template.source):
                message = f"this speaks of keys, and 'keys' is off for '{slot.name}'"
                yield warning(template.at, "V108", message, "say it without keys, or delete 'keys: off'")


def _keys_of(slot: Slot) -> Mapping[str, str]:
    if isinstance(slot.keys, Mapping):
        return slot.keys
    if slot.keys and slot.type.kind == "one_of":
        return {str(number): option for number, option in enumerate(slot.type.options, 1)}
    return _YES_NO if slot.keys and slot.type.kind == "yes_no" else {}


def _words(value: str, slot: Slot) -> set[str]:
    return {word for way in slot.type.options.get(value, (value,)) for word in tokens(way)}


def _of_menu(facts: Facts, listen: Listen) -> Iterator[Finding]:
    texts = (listen.prompt, *listen.retry)
    flows = {name: facts.project.flows[name] for name in listen.keys.values() if name in facts.project.flows}
    yield from _of_texts(texts, listen.keys, {name: _called(flow) for name, flow in flows.items()})
    yield from _untold(texts, listen.keys, listen.at)
    if listen.keys and not any(presses(template.source) for template in _templates(texts)):
        yield warning(listen.at, "V108", "no text of this menu tells of its keys", "tell of them in 'retry'")


def _untold(texts: Iterable[Prompt], keys: Mapping[str, str], at: Position) -> Iterator[Finding]:
    told = {key for template in _templates(texts) for key, _ in presses(template.source)}
    for key in keys if told else ():
        if key not in told:
            yield warning(place(key, at), "V108", f"other keys are told of, and key {key} is not", "tell of it")


def _called(flow: Flow) -> set[str]:
    return {*tokens(flow.title), *tokens(flow.name.replace("_", " "))}


def _of_texts(texts: Iterable[Prompt], keys: Mapping[str, str], names: Mapping[str, set[str]]) -> Iterator[Finding]:
    for template in _templates(texts):
        for key, said in presses(template.source):
            if key not in keys:
                yield warning(template.at, "V108", f"key {key} does nothing here", _listed(keys))
                continue
            likely = _likeliest({*tokens(said)}, names)
            if likely and likely != keys[key]:
                common = _quoted(said, names[likely])
                message = f"key {key} stands for '{keys[key]}', and this says it is for '{likely}' (by {common})"
                yield warning(template.at, "V108", message, "mend the text or the keys")


def _quoted(text: str, words: set[str]) -> str:
    """Return the words of ``text`` that mean one of ``words``, as they are written there."""
    said = (word.strip(".,;:?!") for word in text.split())
    return " and ".join(f"'{word}'" for word in dict.fromkeys(said) if words & {*tokens(word)})


def _listed(keys: Mapping[str, str]) -> str:
    return "the keys are " + ", ".join(f"{key} ({value})" for key, value in keys.items()) if keys else "there are none"


def _likeliest(said: set[str], names: Mapping[str, set[str]]) -> str:
    """Return the one that shares more with what is said than any other, the less it says besides; none in doubt."""
    shares = {name: (len(said & words), len(said & words) / max(len(words), 1)) for name, words in names.items()}
    best, *others = sorted(shares, key=lambda name: shares[name], reverse=True) or [""]
    if not best or not shares[best][0] or (others and shares[others[0]] == shares[best]):
        return ""
    return best if shares[best][0] >= _ENOUGH or said <= names[best] else ""


def presses(text: str) -> list[tuple[str, str]]:
    """Return every key that ``text`` says to press, with what else its clause says."""
    return [*_presses(text)]


def _presses(text: str) -> Iterator[tuple[str, str]]:
    for clause in _CLAUSE.split(text):
        found = [*_PRESS.finditer(clause)]
        for number, each in enumerate(found):
            key = each["key"].lower()
            start = 0 if number == 0 else found[number - 1].end()
            alone = clause[start : each.start()] if len(found) > 1 else clause[: each.start()] + clause[each.end() :]
            yield str(_NUMBERS.index(key)) if key in _NUMBERS else key, alone


def _templates(texts: Iterable[Prompt]) -> Iterator[Template]:
    for prompt in texts:
        yield from prompt.variants
