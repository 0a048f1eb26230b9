"""How is what a turn took written down, and read again? As lists of names, in traces and in the call log.

Pure. What is not of that form is a ``ValueError``; a record from before there was any is a path without the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from engine.types import Took

_KINDS = frozenset(get_args(get_type_hints(Took)["kind"]))


@dataclass(frozen=True, slots=True)
class Passed:
    """What one turn passed through."""

    path: tuple[str, ...]
    took: tuple[Took, ...] = ()


def plain(took: Iterable[Took]) -> list[list[str]]:
    """Return what happened as JSON values."""
    return [[each.where, each.kind, each.name] for each in took]


def passed(path: Any, took: Any) -> Passed:  # noqa: ANN401 - whatever a file holds
    """Read what ``plain`` wrote, with the nodes that ran. Raises ``ValueError``."""
    if not isinstance(path, list) or not all(isinstance(node, str) for node in path):
        raise ValueError("the path of a turn is a list of names")
    return Passed(tuple(path), tuple(_one(each) for each in (took if isinstance(took, list) else [took])))


def _one(each: Any) -> Took:  # noqa: ANN401
    match each:
        case [str(where), str(kind), str(name)] if kind in _KINDS:
            return Took(where, kind, name)  # type: ignore[arg-type]
        case _:
            raise ValueError("what happened is a place, one of its kinds, and a name")


def of_trace(trace: Any) -> tuple[Passed, ...]:  # noqa: ANN401
    """Read the turns of a call's trace. Raises ``ValueError`` when it is none."""
    turns = trace.get("turns") if isinstance(trace, Mapping) else None
    if not isinstance(turns, list) or not all(isinstance(turn, Mapping) for turn in turns):
        raise ValueError("a trace has a list of turns")
    return tuple(passed(turn.get("path"), turn.get("took", [])) for turn in turns)
