"""What did a handler give back, and is it what it declared? An outcome's name and its facts, or ``NonsenseError``.

Pure. Types are checked as far as flows rely on them: a field that is missing or of another type is nonsense, and so
is an outcome that was not declared. What is wrong is said in names, never in values.
"""

from __future__ import annotations

import types
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from engine.handlers.registry import Handler
from engine.types import Kind, Outcome, Secret

DONE = "done"
_PLAIN = (str, bool, int, Decimal, date, time, Secret)
"""What an outcome's undeclared facts may be."""


class NonsenseError(Exception):
    """The handler broke its own declaration."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a handler did."""

    outcome: str
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)


def fields(handler: Handler) -> Mapping[str, Any]:
    """Return the fields of the handler's plain result with their annotations; empty when it declares none."""
    return _fields(_plain_result(handler.result))


def kind_of(annotation: object) -> str:
    """Return the slot type's name under which a value so annotated is spoken; empty when its own type says enough."""
    if get_origin(annotation) is Annotated:
        return next((extra.name for extra in get_args(annotation)[1:] if isinstance(extra, Kind)), "")
    return "one_of" if get_origin(annotation) is Literal else ""


def is_secret(annotation: object) -> bool:
    """Whether a value so annotated belongs into the vault."""
    return get_origin(annotation) is Secret or annotation is Secret


def result_of(handler: Handler, returned: object) -> Result:
    """Return what ``returned`` means. Raises ``NonsenseError``."""
    if isinstance(returned, Outcome):
        return _outcome(handler, returned)
    declared = fields(handler)
    if returned is None and not declared:
        return Result(DONE)
    facts = _facts(handler, returned)
    for name, annotation in declared.items():
        if name not in facts:
            raise NonsenseError(f"{handler.name} declares '{name}' and returned none")
        if not _fits(facts[name], annotation):
            raise NonsenseError(f"{handler.name} declares '{name}' otherwise than it returned it")
    return Result(DONE, {name: facts[name] for name in declared})


def _outcome(handler: Handler, returned: Outcome) -> Result:
    if returned.name not in handler.outcomes:
        known = ", ".join(handler.outcomes) or "none"
        raise NonsenseError(f"{handler.name} returned an outcome it does not declare (it declares {known})")
    return Result(returned.name, {name: value for name, value in returned.facts.items() if isinstance(value, _PLAIN)})


def _facts(handler: Handler, returned: object) -> Mapping[str, Any]:
    if isinstance(returned, Mapping):
        return returned
    if is_dataclass(returned) and not isinstance(returned, type):
        names = type(returned).__dataclass_fields__
        return {name: getattr(returned, name) for name in names}
    raise NonsenseError(f"{handler.name} returned {type(returned).__name__}: a result is a TypedDict or a dataclass")


@lru_cache(maxsize=512)
def _fields(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - an annotation
    if is_typeddict(kind) or is_dataclass(kind):
        return get_type_hints(kind, include_extras=True)
    return {}


def _plain_result(declared: object) -> object:
    parts = [part for part in _members(declared) if part not in (Outcome, type(None))]
    return parts[0] if len(parts) == 1 else None


def _members(kind: object) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _fits(value: object, annotation: object) -> bool:
    if get_origin(annotation) is Annotated:
        return _fits(value, get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return value in get_args(annotation)
    if is_secret(annotation):
        return isinstance(value, Secret)
    members = _members(annotation)
    if len(members) > 1:
        return any(_fits(value, member) for member in members)
    return _is_a(value, get_origin(annotation) or annotation)


def _is_a(value: object, kind: object) -> bool:
    if kind is Any:
        return True
    if kind is AsyncIterator:
        return hasattr(value, "__anext__")
    if not isinstance(kind, type):
        return False
    if isinstance(value, bool | datetime):
        return kind in (type(value), object)
    if kind is Decimal and isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, kind)
