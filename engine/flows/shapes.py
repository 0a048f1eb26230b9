"""What kind of value is it that a slot holds, a handler takes or a handler gives? Read from slot types and annotations.

An annotation that says nothing (``Any``, a protocol, a bare class) has no kind and is never found fault with.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from engine.flows.model import Slot
from engine.handlers.registry import Handler
from engine.handlers.results import fields
from engine.types import Kind, Secret

_KINDS: dict[Any, str] = {
    str: "text",
    Decimal: "number",
    int: "number",
    float: "number",
    date: "date",
    time: "time",
    bool: "yes_no",
}
_WRITTEN = {"number": "int", "money": "Money", "date": "date", "time": "time", "yes_no": "bool", "phone": "Phone"}
_NUMBERS = frozenset({"number", "money"})
_TEXTS = frozenset({"digits", "phone", "postcode", "email", "name", "one_of", "text"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a value before there is one."""

    kind: str | None = None
    """A slot type's name, or None when nothing is known."""
    options: tuple[str, ...] = ()
    """The only values it has, when they are known."""
    secret: bool = False
    optional: bool = False
    """It may be None."""


def of_slot(slot: Slot) -> Shape:
    """Return the shape of a slot's value."""
    options = tuple(slot.type.options)
    return Shape(slot.type.kind or None, ("yes", "no") if slot.type.kind == "yes_no" else options, slot.secret)


def of_annotation(annotation: Any) -> Shape:  # noqa: ANN401 - any annotation
    """Return the shape of a parameter or a result's field."""
    origin = get_origin(annotation)
    if origin is Secret or annotation is Secret:
        inner = of_annotation(get_args(annotation)[0]) if get_args(annotation) else Shape()
        return replace(inner, secret=True)
    if origin is Annotated:
        base, *marks = get_args(annotation)
        named = next((mark.name for mark in marks if isinstance(mark, Kind)), None)
        inner = of_annotation(base)
        return replace(inner, kind=named or inner.kind)
    if origin is Literal:
        return Shape("one_of", tuple(str(value) for value in get_args(annotation)))
    if origin in (Union, types.UnionType):
        known = [part for part in get_args(annotation) if part is not type(None)]
        inner = of_annotation(known[0]) if len(known) == 1 else Shape()
        return replace(inner, optional=len(known) < len(get_args(annotation)))
    kind = _KINDS.get(annotation)
    return Shape(kind, ("yes", "no") if kind == "yes_no" else ())


def of_result(handler: Handler) -> Mapping[str, Shape]:
    """Return the fields of a handler's plain result."""
    return {name: of_annotation(annotation) for name, annotation in fields(handler).items()}


def annotation_for(given: Shape) -> str:
    """Return the annotation that a handler's input needs to take such a value; a text's where its kind needs none."""
    return _WRITTEN.get(given.kind or "", "str")


def misfit(given: Shape, wanted: Shape) -> str:
    """Say why a value cannot be handed over, or nothing when it can (secrecy is not judged here)."""
    if given.kind is None or wanted.kind is None or given.kind == wanted.kind:
        strange = [option for option in given.options if wanted.options and option not in wanted.options]
        return f"'{strange[0]}' is not one of {', '.join(wanted.options)}" if strange else ""
    if wanted.kind == "text" and given.kind in _TEXTS:
        return ""
    if wanted.kind == "number" and given.kind in _NUMBERS:
        return ""
    return f"it is {given.kind}, and the handler wants {wanted.kind}"
