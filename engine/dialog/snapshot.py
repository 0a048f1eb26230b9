"""How is a state written down, and read again? As plain JSON values that keep their types.

A value whose type JSON does not have is written as ``{"money": "45.00"}``, ``{"date": "2026-03-02"}`` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from typing import Any

from engine.dialog.state import (
    Change,
    Choice,
    Frame,
    Hold,
    Readback,
    Resume,
    State,
    Then,
    Transferred,
    Vaulted,
    Visit,
)

_PENDING: Mapping[str, type] = {each.__name__: each for each in (Choice, Readback, Change, Hold, Resume, Transferred)}
_NAMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(each.name for each in fields(kind)) for kind in (State, Frame, Visit, Then, *_PENDING.values())
}
_AS_IT_IS = frozenset({str, int, bool})


def dump(state: State) -> dict[str, Any]:
    """Return ``state`` as JSON values."""
    plain = _fields(state)
    if state.pending is not None:
        plain["pending"] = {"kind": type(state.pending).__name__, **_fields(state.pending)}
    return plain


def load(plain: Mapping[str, Any]) -> State:
    """Return the state that ``dump`` wrote."""
    pending = plain["pending"]
    made = None
    if pending is not None:
        kind = _PENDING[pending["kind"]]
        made = kind(**{name: _value(value) for name, value in pending.items() if name != "kind"})
    return State(
        release=plain["release"],
        turn=plain["turn"],
        cursor=plain["cursor"],
        stack=tuple(_frame(each) for each in plain["stack"]),
        kept=_values(plain["kept"]),
        counters=plain["counters"],
        pending=made,
        verified=plain["verified"],
        locale=plain.get("locale", ""),  # rows of before there was more than one language have none
    )


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the state's dataclasses
    return {name: _plain(getattr(value, name)) for name in _NAMES[type(value)]}


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - one return per type
    kind = type(value)  # every turn comes here some forty times: the plain types first, by what they are exactly
    if value is None or kind in _AS_IT_IS:
        return value
    if kind is dict:
        return {str(name): _plain(each) for name, each in value.items()}
    if kind is tuple:
        return [_plain(each) for each in value]
    if kind in _NAMES:
        return _fields(value)
    match value:
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case Vaulted(key=key):
            return {"vaulted": key}
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case _:
            return str(value)


def _frame(plain: Mapping[str, Any]) -> Frame:
    return Frame(
        kind=plain["kind"],
        flow=plain["flow"],
        resume=plain["resume"],
        said=plain["said"],
        slots=_values(plain["slots"]),
        results={name: _values(facts) for name, facts in plain["results"].items()},
        trail=tuple(Visit(v["node"], tuple(_frame(f) for f in v["under"]), v["committed"]) for v in plain["trail"]),
        tries=plain["tries"],
        then=Then(**plain["then"]) if plain.get("then") else None,  # older rows have none
    )


def _values(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in plain.items()}


def _value(plain: Any) -> Any:  # noqa: ANN401 - any slot value
    match plain:
        case {"decimal": text}:
            return Decimal(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"vaulted": key}:
            return Vaulted(key)
        case _:
            return plain
