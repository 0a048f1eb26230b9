"""What does a text say once its places are filled? ``So that's {amount}.`` with values as spoken or written."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.flows.model import Template

Path = tuple[str, ...]
"""``order.state`` as ``("order", "state")``."""

_SPACES = re.compile(r"[ \t]{2,}")


def fill(
    template: Template,
    lookup: Callable[[Path], object],
    kind_of: Callable[[Path], str],
    form: Callable[[object, str], str],
) -> str:
    """Fill ``template``: ``form(lookup(path), kind_of(path))`` stands in each place.

    ``form`` is ``spoken`` for the caller's ear or ``written`` for a note, its locale bound. An unknown kind is ``""``.
    """
    said = [part if isinstance(part, str) else form(lookup(part.path), kind_of(part.path)) for part in template.parts]
    return _SPACES.sub(" ", "".join(said)).strip()
