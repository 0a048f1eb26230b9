"""Every link between the pages of docs/, and within one, leads to a heading that is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from .pages import DOCS

PAGES = sorted(path.name for path in DOCS.glob("*.md"))
_LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")


def anchors(page: str) -> set[str]:
    """Return what a heading of ``page`` is called in an address; the second of one name has a number."""
    text = re.sub(r"^```.*?^```", "", (DOCS / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#{1,6} (.+)$", text, flags=re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


def links(page: str) -> list[str]:
    """Return where ``page`` points, but for addresses on the web."""
    found: list[str] = _LINK.findall((DOCS / page).read_text("utf-8"))
    return [each for each in found if "://" not in each]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    dead = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = Path(DOCS / page) if not path else (DOCS / path).resolve()
        if not target.exists() or (anchor and anchor not in anchors(target.name)):
            dead.append(link)
    assert not dead


@pytest.mark.parametrize("page", PAGES)
def test_a_link_that_names_a_step_leads_to_the_step_of_that_number(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    named = re.findall(r"\[step (\d+)\]\(#(\d+)-", text)
    assert all(said == leads for said, leads in named), named


def test_headings_are_called_as_a_browser_calls_them() -> None:
    assert "11-teach-it-to-understand-10-minutes" in anchors("tutorial.md")
    assert "what-a-callers-words-mean" in anchors("reference.md")
    assert links("tutorial.md")
