"""Is the page whole, does it need nothing from anywhere, and can everything on it be found in its file?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest

from engine.coverage.count import coverage, gaps
from engine.drawing.draw import picture
from engine.drawing.overlay import NOTHING, over_coverage
from engine.drawing.page import page
from engine.drawing.picture import DONE, Picture
from engine.flows.model import Position
from engine.flows.plan import Plan

VOID = {"meta", "br", "link", "img", "input"}


def link(at: Position) -> str:
    return f"vscode://file/x/{at}"


class Reader(HTMLParser):
    """Reads a page and insists that what is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="session")
def read(drawn: Picture) -> Reader:
    return Reader(page(drawn, NOTHING, link))


def test_every_flow_has_a_section_folded_and_unfolded(drawn: Picture, read: Reader) -> None:
    sections = [each["id"] for each in read.all("section") if "id" in each]
    assert sections == [f"flow-{panel.name}" for panel in drawn.panels]
    kinds = [str(each["class"]).split()[1] for each in read.all("svg")]
    assert kinds.count("folded") == kinds.count("unfolded") == len(drawn.panels)
    assert kinds.count("map") == 1


def test_every_box_copies_its_place_and_opens_it(drawn: Picture, read: Reader) -> None:
    places = {each["data-at"]: each["href"] for each in read.all("a") if "data-at" in each}
    wanted = {str(box.at) for panel in drawn.panels for box in panel.boxes if box.node != DONE}
    assert wanted <= set(places)
    assert all(href == f"vscode://file/x/{at}" for at, href in places.items())


def test_it_needs_nothing_from_anywhere(drawn: Picture) -> None:
    text = page(drawn, NOTHING, link)
    assert set(re.findall(r"https?://[^\s\"<]+", text)) == {"http://www.w3.org/2000/svg"}
    for word in ("url(", "@import", "src=", "fetch(", "XMLHttpRequest", "<link", "<img"):
        assert word not in text
    assert "prefers-color-scheme: dark" in text


def test_links_within_the_page_lead_somewhere(read: Reader) -> None:
    ids = {each["id"] for _, each in read.found if "id" in each}
    inside = {
        str(each["href"])[1:] for each in read.all("a") if str(each["href"]).startswith("#") and each["href"] != "#"
    }
    assert inside <= ids
    assert inside


def test_coverage_brings_its_numbers_and_every_gap_with_its_place(hire: Plan, everything: Sequence[object]) -> None:
    covered = coverage(hire, everything[:3])  # type: ignore[arg-type]
    drawn = picture(hire)
    read = Reader(page(drawn, over_coverage(drawn, covered), link, covered))
    listed = [each["data-at"] for each in read.all("a") if "data-at" in each]
    missing = gaps(covered)
    assert {str(item.at) for item in missing} <= set(listed)
    told = " ".join(read.words)
    assert f"{len(missing)} gaps" in told
    assert all(item.what in told for item in missing)
    flow = covered.flows[0]
    assert all(str(count) in read.words for count in flow.counts.values())
