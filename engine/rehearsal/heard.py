"""Is a fragment in what was said? Text comparison as people compare: case, spacing and curly quotes do not count.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.rehearsal.model import Fragment
from engine.voice import spoken

_CURLY = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})


def plain(text: str) -> str:
    """Return ``text`` single-spaced, lower case, with straight quotes."""
    return " ".join(text.translate(_CURLY).lower().split())


def holds(fragment: Fragment, text: str) -> bool:
    """Say whether ``text`` contains ``fragment``."""
    if fragment.pattern:
        return re.search(fragment.text, " ".join(text.translate(_CURLY).split()), re.IGNORECASE) is not None
    return plain(fragment.text) in plain(text)


def holds_in_writing(fragment: Fragment, text: str, locale: str) -> bool:
    """Say whether a note holds ``fragment``: as it is written, or as it would be read out, digit by digit."""
    aloud = re.sub(r"\d+", lambda number: spoken(number.group(), "digits", locale), text)
    return holds(fragment, text) or holds(fragment, aloud)


def up_to(fragment: Fragment, text: str) -> str | None:
    """Return ``text`` as far as the end of ``fragment``, or None when it is not in there."""
    pattern = fragment.text if fragment.pattern else r"\s+".join(map(re.escape, fragment.text.split()))
    found = re.search(pattern, text.translate(_CURLY), re.IGNORECASE)
    return text[: found.end()] if found else None


def in_order(wanted: Sequence[str], happened: Sequence[str]) -> str | None:
    """Return the first of ``wanted`` that does not appear in ``happened`` after the ones before it, or None."""
    rest = iter(happened)
    return next((one for one in wanted if one not in rest), None)
