"""What would a model say, if all it did was count words in common? The replies that nobody scripted; pure.

With tools: the one whose description, or one of whose choices, shares most words with the caller's. Without: the
sentence of the given passages that does. The same request always gets the same reply.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SENTINEL = re.compile(r"exactly ([A-Z][A-Z_]{3,})")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DULL = _set(
    "a about all am an and any are as at be but by can could did do does for from get give had"
    " has have he her hi his how i if in is it its just like me my no not of on or our please she so some that the"
    " their them then there they this to up us want was we what when where which who will with would yes you your"
)
_NUMBERS = _set(
    "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand double triple pound"
    " pounds pence"
)
_NUMERIC = _set("digits money number phone date account amount order")
_YES = _set("yes yeah yep sure correct right okay ok fine")
_NO = _set("no nope not wrong never")
_SAID = ("said", "utterance", "question", "text")


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool and its input."""

    name: str
    input: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the model."""

    text: str = field(default="", repr=False)
    tools: tuple[ToolCall, ...] = ()
    stop_reason: str = ""
    """Empty: what fits."""


def think(body: Mapping[str, Any]) -> Reply:
    """Return the reply to a request that passed the rules."""
    told = _told(body)
    said = _said(told)
    tools: Sequence[Mapping[str, Any]] = body.get("tools") or ()
    if tools:
        call = _choose(tools, said)
        if call is not None:
            return Reply(tools=(call,))
    return Reply(_best_sentence(told, said, _text(body.get("system", ""))))


# ------------------------------------------------------------------------------------------- reading the request


def _told(body: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the caller of the API wrote
    """Return the last message: the JSON object in it, or its text."""
    text = _text(body["messages"][-1]["content"])
    try:
        return json.loads(text)
    except ValueError:
        return text


def _text(content: Any) -> str:  # noqa: ANN401 - a string or blocks
    if isinstance(content, str):
        return content
    return "\n".join(str(block.get("text", "")) for block in content if isinstance(block, dict))


def _said(told: Any) -> str:  # noqa: ANN401 - see _told
    if isinstance(told, dict):
        return next((str(told[name]) for name in _SAID if name in told), "")
    return str(told)


def _words(text: str) -> set[str]:
    """Return the words that mean something, without their endings."""
    found = (word.lower() for word in _WORD.findall(text.replace("_", " ")))
    return {word[:5].rstrip("s") for word in found if word not in _DULL}


# --------------------------------------------------------------------------------------------- choosing a tool


def _choose(tools: Sequence[Mapping[str, Any]], said: str) -> ToolCall | None:
    """Return the best call, or the tool without an input when nothing is in common; None without either."""
    wanted = _words(said)
    ranked = [
        (score, -number, tool, choice)
        for number, tool in enumerate(tools)
        for choice, about in _choices(tool)
        if (score := _score(tool, about, said, wanted)) > 0
    ]
    if ranked:
        _, _, tool, choice = max(ranked, key=lambda one: one[:2])
        return ToolCall(str(tool["name"]), _filled(tool, choice, said))
    empty = next((tool for tool in tools if not _properties(tool)), None)
    return ToolCall(str(empty["name"]), {}) if empty is not None else None


def _properties(tool: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = tool["input_schema"].get("properties") or {}
    return found


def _choices(tool: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a tool offers: each value of its first enum with its line of the description; else the whole."""
    about = str(tool.get("description", ""))
    enums = [one for one in _properties(tool).values() if one.get("enum")]
    if not enums:
        yield "", about
        return
    lines = about.splitlines() + str(enums[0].get("description", "")).splitlines()
    for value in enums[0]["enum"]:
        named = re.compile(rf"\b{re.escape(str(value))}\b")
        yield str(value), f"{value} " + " ".join(line for line in lines if named.search(line))


def _score(tool: Mapping[str, Any], about: str, said: str, wanted: set[str]) -> float:
    properties = _properties(tool)
    spoken = {word.lower() for word in _WORD.findall(said)}
    if any(one.get("type") == "boolean" for one in properties.values()):
        return 5.0 if spoken & (_YES | _NO) and len(spoken) <= 4 else 0.0  # noqa: PLR2004 - a bare yes or no
    score = float(len(wanted & _words(about)))
    takes_text = any(one.get("type") == "string" and not one.get("enum") for one in properties.values())
    if takes_text and _value(said) and _NUMERIC & {word.lower() for word in _WORD.findall(about)}:
        score += 3.0
    return score if properties else 0.0


def _filled(tool: Mapping[str, Any], choice: str, said: str) -> dict[str, Any]:
    """Return an input that fits the schema."""
    made: dict[str, Any] = {}
    for name, schema in _properties(tool).items():
        match schema:
            case {"enum": [first, *rest]}:
                others = [value for value in (first, *rest) if value not in made.values()]
                made[name] = choice if choice in others else (others or [first])[0]
            case {"type": "boolean"}:
                made[name] = not {word.lower() for word in _WORD.findall(said)} & _NO
            case {"type": "integer" | "number"}:
                made[name] = int((re.findall(r"\d+", said) or ["0"])[0])
            case {"type": "array"}:
                made[name] = []
            case {"type": "object"}:
                made[name] = {}
            case _:
                made[name] = _value(said) or said
    return made


def _value(said: str) -> str:
    """Return the caller's words from the first number to the last."""
    words = said.split()
    numeric = [n for n, word in enumerate(words) if word.lower().strip(".,?!") in _NUMBERS or re.search(r"\d", word)]
    return " ".join(words[numeric[0] : numeric[-1] + 1]).strip(".,?!") if numeric else ""


# ------------------------------------------------------------------------------------------ answering in words


def _best_sentence(told: Any, said: str, system: str) -> str:  # noqa: ANN401 - see _told
    passages = told.get("passages", []) if isinstance(told, dict) else [system]
    wanted = _words(said)
    sentences = [
        one.strip(" #*-") for passage in passages for one in _SENTENCE.split(str(passage)) if one.strip(" #*-")
    ]
    best = max(sentences, key=lambda one: len(wanted & _words(one)), default="")
    if wanted & _words(best):
        return best
    sentinel = _SENTINEL.search(system)
    return sentinel.group(1) if sentinel else "I cannot tell from what I was given."
