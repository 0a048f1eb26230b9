"""What may a setting be? In words, from its field: what people are told whose value was refused.

No value is quoted, because it may hold a password; a file or folder that is not there is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

KINDS: dict[object, str] = {int: "a whole number", float: "a number", bool: "true or false"}
PLACES = {"path_not_directory": "a folder that is there", "path_not_file": "a file that is there"}


@dataclass(frozen=True, slots=True)
class InWords:
    """Stands beside a pattern in a field's type, and says what the pattern asks for."""

    text: str


def allowed(field: FieldInfo, refused: ErrorDetails) -> str:
    """Return what ``field`` may be, of which a value was ``refused``: ``a whole number, at least 1``."""
    if refused["type"] in PLACES:
        return f"{PLACES[refused['type']]}, which {refused['input']} is not"
    if get_origin(field.annotation) is Literal:
        return f"one of {', '.join(map(str, get_args(field.annotation)))}"
    for marked in field.metadata:
        if isinstance(marked, InWords):
            return marked.text
    kind = KINDS.get(field.annotation, "something else")
    bounds = " and ".join(filter(None, map(_bound, field.metadata)))
    return f"{kind}, {bounds}" if bounds else kind


def _bound(marked: Any) -> str:  # noqa: ANN401 - whatever stands beside a type
    match marked:
        case Ge(ge=least):
            return f"at least {least}"
        case Gt(gt=below):
            return f"more than {below}"
        case Le(le=most):
            return f"at most {most}"
        case _:
            return ""
