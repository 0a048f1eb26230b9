"""Does a caller who supplies a twentieth of the log, relabelled, cost less than half a point of macro-F1?"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

from engine.intents import load_intents
from training import frozen
from training.config import read_config
from training.data import Dataset
from training.dataset.build import Sources, build
from training.dataset.learn import learnt
from training.dataset.row import Labelled
from training.dataset.sources import taught
from training.dataset.suspects import suspects
from training.fit import Material, load_body, probabilities
from training.metrics import macro_f1
from training.weeks.remembered import Remembered
from training.weights import locate, named

LOG = 400
BAD = LOG // 20
SAID = {
    "book": ("book a table {}", "could i reserve something {}", "we need a table {}", "any space {}", "fit us in {}"),
    "call_off": ("cancel my table {}", "we are not coming {}", "drop the booking {}", "call it off {}"),
    "menu": ("is there fish {}", "what soup do you have {}", "do you serve vegan food {}", "any starters {}"),
    "way": ("how do i find you {}", "which road are you on {}", "where do we park {}", "are you near the station {}"),
}
WHEN = ("tonight", "on friday", "please", "for four", "at eight", "tomorrow", "then", "for my mother", "this weekend")
ROTATED = dict(zip(SAID, [*list(SAID)[1:], "book"], strict=True))


def log(seed: int) -> list[Labelled]:
    """Return what callers said: one sentence or two each, and a twentieth from one who has his labels rotated."""
    rng = random.Random(seed)
    every = [
        (f"{frame.format(when)} {end}", label)
        for (label, frames), when, end in itertools.product(SAID.items(), WHEN, ("", "thanks", "then", "if i may"))
        for frame in frames
    ]
    chosen = rng.sample(every, LOG)
    honest = [Labelled(text, label, f"CA{n}", 0, f"c{n // 2}") for n, (text, label) in enumerate(chosen[BAD:])]
    bad = [Labelled(text, ROTATED[label], f"X{n}", 0, "bad") for n, (text, label) in enumerate(chosen[:BAD])]
    rows = [*honest, *bad]
    return rng.sample(rows, len(rows))


@pytest.fixture(scope="module")
def body() -> Remembered:
    return Remembered(load_body(locate(named("")), 64))


def score(body: Remembered, data: Dataset, small: Path) -> float:
    """Return the macro-F1 on the project's held-out sentences and on sentences of another log."""
    model = frozen.fit(body, Material(data.rows, data.background, data.labels), read_config(), 7, lambda _d, _t: None)
    held = load_intents(small).held_out
    asked = [(str(text), label) for label in data.labels for text in held[label]]
    asked += [(row.text, row.label) for row in log(99) if row.caller != "bad"]
    shares = probabilities(model, [text for text, _ in asked])[:, :-1]
    return macro_f1([data.labels.index(label) for _, label in asked], shares.argmax(axis=1).tolist())


@pytest.mark.train
@pytest.mark.parametrize("seed", range(3))
def test_it_is_blocked_and_costs_nothing(body: Remembered, small: Path, seed: int) -> None:
    ours, rows = taught(load_intents(small)), log(seed)
    blocked = suspects([*ours, *rows], body.embed([row.text for row in (*ours, *rows)]))
    defended = build(Sources(ours, tuple(rows), blocked=blocked))
    clean = build(Sources(ours, tuple(row for row in rows if row.owner != "bad")))
    assert blocked == {"bad"}
    loss = score(body, learnt(clean.rows, ()), small) - score(body, learnt(defended.rows, ()), small)
    assert loss <= 0.005


@pytest.mark.train
def test_without_being_found_out_the_cap_alone_keeps_it_harmless(body: Remembered, small: Path) -> None:
    ours, rows = taught(load_intents(small)), log(0)
    clean = score(body, learnt(build(Sources(ours, tuple(row for row in rows if row.owner != "bad"))).rows, ()), small)
    capped = score(body, learnt(build(Sources(ours, tuple(rows))).rows, ()), small)
    spread = [replace(row, caller=f"x{n}") if row.caller == "bad" else row for n, row in enumerate(rows)]
    unbounded = score(body, learnt(build(Sources(ours, tuple(spread))).rows, ()), small)
    assert clean - capped <= 0.005
    assert unbounded < capped  # so the attack is one: without the cap it would have cost more
