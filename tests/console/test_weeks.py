"""A small labelled log through ten small weeks, and again where it was left: the simulation's 1 % version."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app

SAID = {
    "book": ("book a table {}", "could i reserve something {}", "we need a table {}", "any space {}", "fit us in {}"),
    "call_off": ("cancel my table {}", "we are not coming {}", "drop the booking {}", "call it off {}"),
    "menu": ("is there fish {}", "what soup do you have {}", "do you serve vegan food {}", "any starters {}"),
}
WHEN = ("tonight", "on friday", "for four", "at eight", "tomorrow", "for my mother", "this weekend", "at noon")
TALK = (
    "hello",
    "hi there",
    "thanks",
    "thank you so much",
    "yes",
    "no",
    "that is all",
    "my name is jo",
    "bye now",
    "ok",
)


def write(path: Path, calls: int, seed: int) -> None:
    """Write calls of a greeting, a request, an answer and a goodbye; one request in ten has two labels."""
    rng = random.Random(seed)
    asked = [(frame.format(when), label) for label, frames in SAID.items() for frame in frames for when in WHEN]
    rows = ["call\tsaid\tmeans"]
    for n in range(calls):
        text, label = rng.choice(asked)
        several = f"{label}<div>menu" if n % 10 == 9 and label != "menu" else label
        for said, means in ((rng.choice(TALK), "talk"), (text, several), (rng.choice(TALK), "talk"), ("bye", "talk")):
            rows.append(f"{seed}-{n}\t{said}\t{means}")
    path.write_text("\n".join(rows) + "\n")


@pytest.mark.train
@pytest.mark.timeout(300)
def test_weeks_learn_keep_their_figures_and_go_on(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    write(tmp_path / "log.tsv", 150, 1)
    write(tmp_path / "test.tsv", 60, 2)
    arguments = ["bench", "weeks", "--log", str(tmp_path / "log.tsv"), "--test", str(tmp_path / "test.tsv"), "--json"]
    arguments += ["--text", "said", "--label", "means", "--conversation", "call", "--not", "talk", "--fewest", "10"]
    arguments += ["--weeks", "3", "--budget", "12", "--audit", "4", "--seeds", "0", "--out", str(tmp_path / "out")]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout.splitlines()[-1])
    mined = told["means"]["mined"]
    assert len(mined) == len(told["means"]["random"]) == 4
    assert mined[-1]["labels"] <= 36
    assert mined[-1]["coverage_oracle"] > mined[0]["coverage_oracle"]
    assert mined[-1]["precision"] > 0.8
    assert set(told["targets"]) == {"coverage", "gain_over_random", "precision"}
    assert json.loads((tmp_path / "out" / "weeks.json").read_text()) == told

    kept = tmp_path / "out" / "mined-0.json"
    kept.write_text(json.dumps(json.loads(kept.read_text())[:2]))  # as if it had been stopped after week 1
    again = CliRunner().invoke(app, arguments)
    assert json.loads(again.stdout.splitlines()[-1])["means"] == told["means"]


def test_seeds_and_labels_that_make_no_sense_are_told(tmp_path: Path) -> None:
    write(tmp_path / "log.tsv", 60, 1)
    log = ["bench", "weeks", "--log", str(tmp_path / "log.tsv"), "--test", str(tmp_path / "log.tsv"), "--text", "said"]
    log += ["--label", "means", "--conversation", "call"]
    assert CliRunner().invoke(app, [*log, "--not", "talk", "--fewest", "10", "--seeds", "few"]).exit_code == 2
    found = CliRunner().invoke(app, [*log, "--intents", "book,nosuch"])
    assert "too few turns of nosuch" in str(found.exception)
