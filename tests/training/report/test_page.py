"""Is the page whole, does it need nothing from anywhere, and does every sentence on it stay text?"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from engine.flows.model import Position
from training.evaluate import NONE, Judged, report
from training.report import measure
from training.report.figures import Assessment, Compared, Heard, Latency
from training.report.page import page

VOID = {"meta", "br", "input"}


def link(at: Position) -> str:
    return f"vscode://file/x/{at}"


class Reader(HTMLParser):
    """Reads a page and insists that what is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.titles: list[str] = []
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
        if self.open[-1:] == ["title"]:
            self.titles.append(data)
        elif self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="session")
def written(found: Assessment) -> str:
    return page(found, link)


@pytest.fixture(scope="session")
def read(written: str) -> Reader:
    return Reader(written)


def test_it_needs_nothing_from_anywhere(written: str, read: Reader) -> None:
    assert not re.search(r"https?:|//[a-z]|@import|url\(", re.sub(r"vscode://", "", written))
    for tag, attributes in read.found:
        assert not {"src", "srcset", "data", "xlink:href"} & attributes.keys(), tag
        href = attributes.get("href")
        assert href is None or href.startswith(("#", "vscode://")), tag
    assert "link" not in {tag for tag, _ in read.found}


def test_every_sentence_stays_text(written: str, read: Reader) -> None:
    assert len(read.all("script")) == 1
    assert "alert('pay')" not in written
    assert "<script>alert('pay')</script>" in read.words
    assert any("<script>alert('pay')</script>" in title for title in read.titles)
    assert "send <b>it</b> back" in read.words
    assert "b" not in {tag for tag, attributes in read.found if attributes}
    assert any("Acme & <Sons>" in words for words in read.words)


def test_every_intent_is_named_and_has_a_bar(found: Assessment, read: Reader) -> None:
    rows = [row.label for row in found.report.intents if row.label != NONE]
    assert {*rows, "none of them", "global acts", "all other intents"} <= set(read.words)
    bars = [each for each in read.all("svg") if "strip" in (each["class"] or "")]
    assert len(bars) == len(found.report.intents) + len(found.groups)


def test_of_many_intents_those_with_least_trouble_wait(sentences: list[Judged], found: Assessment) -> None:
    few = [replace(one, label=f"{one.label}{n}") for n in range(20) for one in sentences if one.label != NONE]
    many = replace(found, report=report(few), cells=measure.cells(few))
    read = Reader(page(many, link))
    assert "all 60" in read.words
    assert {row.label for row in many.report.intents} <= set(read.words)
    assert [each["class"] for each in read.all("tbody") if "class" in each] == ["", "rest", "groups"]


def test_every_picture_says_what_it_shows(read: Reader) -> None:
    assert len(read.all("svg")) > 6
    assert all(each["aria-label"] and each["role"] == "img" for each in read.all("svg"))


def test_a_cell_leads_to_its_sentences(found: Assessment, read: Reader) -> None:
    wrong = {f"cell-{n}" for n, cell in enumerate(found.cells) if cell.examples}
    assert wrong
    assert {each["id"] for each in read.all("details")} == wrong
    assert {f"#{each}" for each in wrong} == {each["href"] for each in read.all("a") if "data-at" not in each}
    assert any(each.get("data-at") == "tests/intents/pay.yaml:50" for each in read.all("a"))


def test_what_is_red_was_acted_on(read: Reader) -> None:
    assert sum(each.get("class") == "acted" for each in read.all("li")) == 2


def test_suspects_and_twins_are_listed_with_their_places(read: Reader) -> None:
    assert [each["data-at"] for each in read.all("a") if (each.get("data-at") or "").startswith("intents/")] == [
        "intents/pay.yaml:7",
        "intents/pay.yaml:7",
    ]
    assert {"pay for it", "order it"} <= set(read.words)


def test_the_headline_and_the_bounds_are_said(read: Reader) -> None:
    words = " ".join(read.words)
    assert "98 of 100 callers are understood at once" in words
    assert "with 95 % confidence" in words
    assert "95 % cannot be told yet" in words or "95 % unsupported" in words or "95 % kept" in words


def test_a_model_made_without_beliefs_is_told(found: Assessment) -> None:
    assert "Train it again to see" in page(replace(found, suspects=None), link)
    assert "None: no model was sure" in page(replace(found, suspects=(), twins=()), link)


def test_another_model_stands_beside_it(found: Assessment) -> None:
    other = Compared("plain SetFit", found.quality, found.curve, 0.85, 0.0, 1.0, 61.4, Latency(9.0, 12.0))
    text = page(replace(found, compared=other), link)
    read = Reader(text)
    assert "Beside plain SetFit" in read.words
    assert "9.00 and 12.00 ms" in read.words
    assert "in 61 s" in text
    assert any("other" in (each.get("class") or "") for each in read.all("polyline"))


def test_of_one_perfect_intent_there_is_a_page_too(sentences: list[Judged], found: Assessment) -> None:
    few = [one for one in sentences if one.label == "human"]
    quiet = replace(
        found,
        report=report(few),
        groups=measure.groups(report(few).intents),
        quality=measure.quality(few),
        curve=measure.curve(few),
        reliability=measure.reliability(few),
        scored=measure.scored(few),
        cells=measure.cells(few),
        heard=(Heard(0.0, 0.0, 1.0, 1.0, 1.0),),
        promises=(),
    )
    read = Reader(page(quiet, link))
    assert "Nothing was taken for anything else." in read.words
    assert "Everybody is understood at once" in " ".join(read.words)
