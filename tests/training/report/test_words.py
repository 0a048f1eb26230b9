from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.report.figures import Assessment, Promise
from training.report.words import at_once, headline, kept, percent, wrongly

PROMISE = Promise(0.95, 0.7, 0.9, 100, 99, 0.99, 0.953, 0.999, 0.98, "certified", 59)


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (0.0, "Nobody is understood at once"),
        (0.03, "3 of 100 callers are understood at once"),
        (0.862, "86 of 100 callers are understood at once"),
        (0.896, "9 of 10 callers are understood at once"),
        (0.933, "9 of 10 callers are understood at once"),
        (0.1, "1 of 10 callers are understood at once"),
        (0.97, "97 of 100 callers are understood at once"),
        (0.999, "99 of 100 callers are understood at once"),
        (1.0, "Everybody is understood at once"),
    ],
)
def test_coverage_in_words(coverage: float, said: str) -> None:
    assert at_once(coverage) == said


@given(st.floats(0.0001, 0.9999))
def test_some_are_never_all_and_never_nobody(coverage: float) -> None:
    said = at_once(coverage)
    assert not said.startswith(("0 of", "10 of", "100 of", "Everybody", "Nobody"))


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0 %"), (0.0004, "under 0.1 %"), (0.017, "1.7 %"), (0.5, "50 %"), (0.9999, "over 99.9 %"), (1, "100 %")],
)
def test_percentages(share: float, written: str) -> None:
    assert percent(share) == written


def test_nothing_wrong_is_said_so() -> None:
    assert wrongly(0.0) == "nothing that is acted on is wrong"
    assert wrongly(0.017) == "1.7 % of what is acted on is wrong"


def test_a_promise_in_words() -> None:
    assert kept(PROMISE) == "kept: with 95 % confidence at least 95.3 % are right"
    assert kept(replace(PROMISE, standing="missed")) == "broken: with 95 % confidence at most 99.9 % are right"
    assert "at least 95.3 % and at most 99.9 %" in kept(replace(PROMISE, standing="open"))
    assert "at least 59 accepted sentences" in kept(replace(PROMISE, standing="unsupported"))
    assert "no number of sentences" in kept(replace(PROMISE, asked=1.0, standing="unsupported", needed=None))


def test_the_headline(found: Assessment) -> None:
    assert headline(found) == "98 of 100 callers are understood at once; 2.4 % of what is acted on is wrong"
