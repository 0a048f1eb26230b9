"""Do the pictures say what is true, also of little or nothing? What they look like is for eyes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from PIL import Image

from training.calibrate import Held
from training.compare import Answer, Comparison, Pair, compare
from training.cost import Bill
from training.dataset.build import Built
from training.dataset.row import Labelled
from training.evaluate import NONE
from training.log.census import Census, Share
from training.metrics import Bin
from training.mine.item import Item
from training.mine.mine import Mined
from training.plots import cost, lesson, thresholds, traffic
from training.plots.style import WIDE, Picture
from training.report.figures import Promise

COUNTED = Census(
    turns=100, calls=50, callers=40, whole=Share(60, 10, 30), weeks={date(2026, 10, 5): Share(60, 10, 30)},
    intents={"pay": Share(50, 5, 5), "order": Share(10, 5, 25)}, scores={"accept": [0.9, 0.7], "defer": [0.2]},
    reasons=Counter({"repeat": 3, "gave up": 2}), threshold=0.65,
)  # fmt: skip
FOUND = Held(
    np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, True, False]), np.full(4, 0.25),
    np.array([True, True, True, False]),
)  # fmt: skip
BILLS = {"none": Bill(0.0, 3000, 9e6, 12.5, 3600), "today": Bill(0.8, 3000, 2e6, 2.5, 720)}


def pairs() -> tuple[Pair, ...]:
    one, other = Answer("pay", 0.6, accepted=True), Answer("order", 0.9, accepted=True)
    away = Answer("pay", 0.2, accepted=False)
    return (*[Pair(f"my order {n}", "order", one, other) for n in range(20)], Pair("sing", NONE, away, away))


def compared() -> Comparison:
    return compare(pairs(), precision=0.95, in_scope=0.8, seed=0, resamples=50)


def promised(right: int, accepted: int, standing: str) -> Promise:
    return Promise(
        asked=0.95, threshold=0.6, coverage=0.8, accepted=accepted, right=right, precision=right / accepted, lower=0.9,
        upper=0.99, in_traffic=0.9, standing=standing, needed=59,
    )  # type: ignore[arg-type]  # fmt: skip


def mined(*reasons: str) -> Mined:
    items = tuple(Item(str(n), "hm", "c", n, (reason,)) for n, reason in enumerate(reasons))  # type: ignore[arg-type]
    return Mined(items, (), 1200, 900)


def built() -> Built:
    return Built(
        (Labelled("a", "pay"), Labelled("b", "pay", "c1"), Labelled("c", "order", "c2")), (), {"double": 2}, ()
    )


WEEKS = {"mined": [0.5, 0.8], "random": [0.5, 0.6]}
REPORT = {
    "means": {way: [{"coverage_oracle": each} for each in weeks] for way, weeks in WEEKS.items()},
    "seeds": {way: {"0": [{"coverage_oracle": each} for each in weeks]} for way, weeks in WEEKS.items()},
}
TITLES: dict[str, tuple[Callable[[], Picture], str]] = {
    "weeks": (lambda: traffic.weeks(COUNTED), "60% of what callers say is answered at once"),
    "intents": (lambda: traffic.intents(COUNTED), "“order” needs help most often"),
    "scores": (lambda: traffic.scores(COUNTED), "1% of the utterances lie close to the line"),
    "trouble": (lambda: traffic.trouble(COUNTED), "10 signs of trouble in 100 calls"),
    "asked": (lambda: lesson.asked(mined("audit", "unsure")), "2 utterances are worth a person's while"),
    "taught": (lambda: lesson.taught(built()), "2 sentences of callers join 1 of ours"),
    "gains": (lambda: lesson.gains(compared()), "The challenger is better in 4 of 5 ways, worse in 0"),
    "curves": (
        lambda: lesson.curves(pairs(), 0.95, 0.8),
        "At 95% right, 100% could be answered at once instead of 0%",
    ),
    "loop": (lambda: lesson.weeks(REPORT), "A few labels a week: from 50% to 80%"),
    "risk": (
        lambda: thresholds.risk(FOUND, [promised(9, 10, "open")]),
        "80% answered at once, 90% of it rightly; asked is 95%",
    ),
    "claims": (
        lambda: thresholds.claims([Bin(0.8, 0.9, 10, 0.85, 0.95)]),
        "Its scores are off by 10 points, mostly too low",
    ),
    "promises": (
        lambda: thresholds.promises([promised(96, 100, "certified"), promised(9, 10, "open")]),
        "1 of 2 promises kept in the sample, 1 of them certified",
    ),
    "mixes": (
        lambda: thresholds.mixes(FOUND, 0.5, 0.75, 0.8),
        "The promise holds while at least 75% of the traffic fits an intent",
    ),
    "nowhere": (lambda: thresholds.mixes(FOUND, 0.5, 1.1, 0.8), "The promise holds nowhere"),
    "labels": (lambda: thresholds.labels((0.95, 0.98)), "To certify 95% takes 59 right answers in a row"),
    "bills": (lambda: cost.bills(BILLS, "$"), "Today a thousand calls cost $2.50 instead of $12.50"),
    "waiting": (lambda: cost.waiting(BILLS), "Callers wait 48 minutes less in a thousand calls"),
    "waits": (
        lambda: cost.waits({"ours": (1.0, 2.0), "a model": (900.0, 2500.0)}, 6000.0),
        "What is known is understood 900 times sooner",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TITLES)
def test_the_title_says_the_finding(name: str) -> None:
    make, title = TITLES[name]
    picture = make()
    assert picture.title == title
    with Image.open(io.BytesIO(picture.png())) as drawn:
        assert drawn.width == WIDE * 200
        assert len(set(drawn.convert("L").resize((90, 40)).tobytes())) > 8


@pytest.mark.parametrize(
    "make",
    [
        lambda: traffic.weeks(Census()),
        lambda: traffic.intents(Census()),
        lambda: traffic.scores(Census()),
        lambda: traffic.trouble(Census()),
        lambda: lesson.asked(mined()),
        lambda: lesson.taught(Built((), (), {}, ())),
        lambda: thresholds.claims(()),
    ],
)
def test_of_nothing_there_is_a_picture_too(make: Callable[[], Picture]) -> None:
    assert make().png()


def test_a_picture_shows_itself_in_a_notebook() -> None:
    data, about = traffic.weeks(COUNTED)._repr_png_()
    assert data.startswith(b"\x89PNG")
    assert about == {"width": 900}
