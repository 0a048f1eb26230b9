"""What does a finding's code mean? A page for each: why it matters on the phone, a wrong and a right example, the mend.

The pages are data, ``codes/<code>.md``::

    # A step that nothing leads to
    What it means.
    ## On the phone
    Why it matters.
    ## Wrong
    ```yaml flows/booking.yaml
    steps: ...
    ```
    ## Right
    ...
    ## Mend
    What to do.

An example holds the top-level keys that matter of a file of a small project; the rest of that project is as it should
be (``whole`` behind the file's name: it holds all of the file). What a Python file holds comes behind the project's
own. Tests run every example through the real checker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

_PART = re.compile(r"^## +(?P<name>.+?) *$", re.MULTILINE)
_EXAMPLE = re.compile(r"^```\w* +(?P<file>\S+)(?P<whole> whole)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """A part of one file."""

    file: str
    """Relative to the project's folder."""
    text: str = field(repr=False)
    whole: bool = False
    """The file as it is, with nothing of the project's own beside it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to say of one code."""

    code: str
    title: str
    meaning: str
    why: str
    """What a caller, or a designer, would suffer."""
    wrong: tuple[Example, ...]
    right: tuple[Example, ...]
    mend: str
    text: str = field(repr=False)
    """The whole page, as Markdown."""


def page(code: str, text: str) -> Page:
    """Read a page. Raises ``ValueError`` when a part of it is missing."""
    head, *rest = _PART.split(text)
    title, _, meaning = head.removeprefix("# ").partition("\n")
    parts = dict(zip(rest[::2], rest[1::2], strict=True))
    missing = [part for part in ("On the phone", "Wrong", "Right", "Mend") if not parts.get(part, "").strip()]
    if missing or not text.startswith("# ") or not meaning.strip():
        raise ValueError(f"the page of {code} lacks {', '.join(missing) or 'a title or its meaning'}")
    return Page(
        code=code,
        title=title.strip(),
        meaning=meaning.strip(),
        why=parts["On the phone"].strip(),
        wrong=_examples(parts["Wrong"]),
        right=_examples(parts["Right"]),
        mend=parts["Mend"].strip(),
        text=text,
    )


def _examples(text: str) -> tuple[Example, ...]:
    return tuple(Example(found["file"], found["text"], bool(found["whole"])) for found in _EXAMPLE.finditer(text))


@lru_cache(maxsize=1)
def pages() -> Mapping[str, Page]:
    """Return every page by its code, in order."""
    files = {each.name: each for each in (resources.files("engine.flows") / "codes").iterdir()}
    found = sorted(name.removesuffix(".md") for name in files if name.endswith(".md"))
    return {code: page(code, files[f"{code}.md"].read_text("utf-8")) for code in found}
