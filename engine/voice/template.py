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
    A value that is not known leaves nothing: ``form`` never sees None.
    """

    def filled(path: Path) -> str:
        value = lookup(path)
        return "" if value is None else form(value, kind_of(path))

    said = [part if isinstance(part, str) else filled(part.path) for part in template.parts]
    return _SPACES.sub(" ", "".join(said)).strip()
