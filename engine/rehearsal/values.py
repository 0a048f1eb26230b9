"""What value does a written text stand for? Read by a handler's declared type, and compared by the type a value has.

Pure.
"""

from __future__ import annotations

import types
from collections.abc import AsyncIterator, Mapping
from dataclasses import is_dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from engine.rehearsal.model import Written
from engine.types import Outcome, Secret

_YES = {"yes": True, "true": True, "no": False, "false": False}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}


def result_type(declared: object) -> Any:  # noqa: ANN401 - an annotation
    """Return what a handler gives as ``done``: its annotation without ``Outcome``, or None."""
    parts = [part for part in _members(declared) if part not in (Outcome, type(None))]
    return parts[0] if len(parts) == 1 else None


def field_types(kind: object) -> Mapping[str, Any]:
    """Return the fields of a TypedDict or dataclass with their types."""
    if not is_typeddict(kind) and not is_dataclass(kind):
        return {}
    return get_type_hints(kind, include_extras=True)


def read(written: Written, kind: object, today: date) -> Any:  # noqa: ANN401, PLR0911 - one way out per type
    """Return ``written`` as a value of ``kind``. Raises ``ValueError`` with a sentence when it is none."""
    if get_origin(kind) is Annotated:
        return read(written, get_args(kind)[0], today)
    if get_origin(kind) is Secret:
        return Secret(read(written, (get_args(kind) or (str,))[0], today))
    if get_origin(kind) is Literal:
        return _one_of(written, get_args(kind))
    if AsyncIterator in {get_origin(part) for part in _members(kind)}:
        return _speakable(written)
    text = _text(written)
    if kind is Decimal:
        return _amount(text)
    if kind is date:
        return read_day(text, today)
    if kind is bool:
        return _yes_no(text)
    return int(text) if kind is int else text


def read_fields(facts: Mapping[str, Written], kind: object, today: date) -> Any:  # noqa: ANN401 - the declared type
    """Return ``facts`` as the TypedDict or dataclass ``kind``; text left out is empty. Raises ``ValueError``."""
    declared = field_types(kind)
    values = {name: _named(name, facts[name], declared[name], today) for name in facts if name in declared}
    for name, each in declared.items():
        if name not in values:
            values[name] = _left_out(name, each)
    strange = sorted(set(facts) - set(declared))
    if strange:
        raise ValueError(f"there is no field '{strange[0]}' (there are {', '.join(declared)})")
    return kind(**values) if is_dataclass(kind) and isinstance(kind, type) else values


def read_day(text: str, today: date) -> date:
    """Return an ISO date, or a near day by its name: ``yesterday``, ``tomorrow``, the next ``Friday``."""
    word = text.strip().lower()
    if word in _NEAR:
        return today + timedelta(days=_NEAR[word])
    if word in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS.index(word) - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"'{text}' is no date (write 2026-05-31, tomorrow, or Friday)") from None


def same(written: str, value: object, today: date) -> bool:
    """Say whether ``value`` is what ``written`` stands for."""
    try:
        if isinstance(value, bool):
            return _yes_no(written) is value
        if isinstance(value, Decimal | int | float):
            return _amount(written) == Decimal(str(value))
        if isinstance(value, date):
            return read_day(written, today) == value
    except ValueError:
        return False
    return written == str(value)


def _members(kind: object) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _named(name: str, written: Written, kind: object, today: date) -> Any:  # noqa: ANN401
    try:
        return read(written, kind, today)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _left_out(name: str, kind: object) -> Any:  # noqa: ANN401
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if bare is str:
        return ""
    if get_origin(bare) is Secret:
        return Secret("")
    raise ValueError(f"the field '{name}' is missing")


def _text(written: Written) -> str:
    if isinstance(written, str):
        return written
    raise ValueError("write one value here")


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"'{text}' is no number") from None


def _one_of(written: Written, allowed: tuple[Any, ...]) -> str:
    text = _text(written)
    if text not in allowed:
        raise ValueError(f"'{text}' is none of {', '.join(map(str, allowed))}")
    return text


def _yes_no(text: str) -> bool:
    try:
        return _YES[text.lower()]
    except KeyError:
        raise ValueError(f"'{text}' is neither yes nor no") from None


def _speakable(written: Written) -> str | AsyncIterator[str]:
    if isinstance(written, str):
        return written
    return _one_by_one(tuple(_text(each) for each in written))


async def _one_by_one(sentences: tuple[str, ...]) -> AsyncIterator[str]:
    for sentence in sentences:
        yield sentence
