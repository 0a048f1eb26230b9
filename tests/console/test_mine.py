"""From a log in a file to a queue, and through it with keys that are piped in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app
from engine.store.database import Database
from engine.store.tables import UnderstandingRow
from training.mine.item import read_queue
from training.review.decisions import read_decisions, standing

CARD = "4111 1111 1111 1111"


@pytest.fixture
def mined(shop: Path, teach: Callable[[Path, str], None], tmp_path: Path) -> Path:
    teach(shop, "m1")
    said = ["lost my parcel", "is my money lost", "where is a person", "lost the bill", "yes", f"pay with {CARD}"]
    rows = [
        json.dumps({"sid": f"CA{n}", "utterance": text, "caller": f"+4416329600{n:02}"}) for n, text in enumerate(said)
    ]
    (tmp_path / "log.jsonl").write_text("\n".join([*rows, "{broken"]))
    found = CliRunner().invoke(app, ["mine", "--project", str(shop), "--log", str(tmp_path / "log.jsonl"), "--json"])
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout.splitlines()[-1])
    assert (told["turns"], told["queued"], told["problems"]) == (6, 6, 2)
    assert "log.jsonl:6: a card number stood here" in found.stderr
    assert "log.jsonl:7: no JSON" in found.stderr
    return shop


def review(shop: Path, keys: str) -> dict[str, object]:
    found = CliRunner().invoke(app, ["review", "--project", str(shop), "--by", "jo", "--json"], input=keys)
    assert found.exit_code == 0, found.output
    told: dict[str, object] = json.loads(found.stdout.splitlines()[-1])
    return told


def test_the_queue_holds_no_card_and_no_number(mined: Path) -> None:
    kept = "".join(path.read_text() for path in (mined / ".trunkline" / "review").glob("*.jsonl"))
    assert "1111" not in kept
    assert "96000" not in kept
    assert len(read_queue(mined / ".trunkline" / "review" / "queue.jsonl")) == 6


def test_every_key_decides_and_a_second_sitting_goes_on(mined: Path) -> None:
    told = review(mined, "a\nr 2\nn lost_parcel\nx\nr nosuch\nq\n")
    assert told == {"decided": 3, "left": 3, "acts": {"accept": 1, "relabel": 1, "new": 1}}
    told = review(mined, "o\nd\nu\nr\nlost_p\na\n")
    assert told == {"decided": 3, "left": 0, "acts": {"out": 1, "relabel": 1, "accept": 1}}
    labels = [
        each.label for each in standing(read_decisions(mined / ".trunkline" / "review" / "labels.jsonl")).values()
    ]
    assert labels.count("lost_parcel") == 2
    assert labels.count("_out_of_scope") >= 1
    assert labels[1] == "make_payment"


def test_what_is_decided_is_not_mined_again(mined: Path, tmp_path: Path) -> None:
    review(mined, "o\no\n")
    found = CliRunner().invoke(app, ["mine", "--project", str(mined), "--log", str(tmp_path / "log.jsonl"), "--json"])
    assert json.loads(found.stdout.splitlines()[-1])["queued"] == 4


def test_the_sitting_shows_reason_candidates_and_proposal(mined: Path) -> None:
    found = CliRunner().invoke(app, ["review", "--project", str(mined)], input="q\n")
    assert "classifier: " in found.stdout
    assert "a accept as" in found.stdout
    assert "audit" in found.stdout or "unsure" in found.stdout


def test_the_millions_one_percent_version(mined: Path, tmp_path: Path) -> None:
    arguments = ["bench", "mine", "--project", str(mined), "--turns", "10000", "--out", str(tmp_path / "out"), "--json"]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout.splitlines()[-1])
    assert (told["turns"], told["scored"], told["kept"], told["problems"]) == (10_000, 10_000, 0, 0)
    assert told["queued"] >= 60  # a fifth of the queue is the audit, whatever this small encoder takes for alike
    assert told["different"] >= 0.9
    assert told["words"] >= 10
    assert told["ratio"] > 0
    assert told["megabytes"] > told["megabytes_before"] > 0
    again = CliRunner().invoke(app, arguments)
    assert json.loads(again.stdout.splitlines()[-1]) == told


def test_scores_are_kept_and_a_second_run_scores_nothing(mined: Path, tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["mine", "--project", str(mined), "--log", str(tmp_path / "log.jsonl"), "--json"])
    told = json.loads(found.stdout.splitlines()[-1])
    assert (told["rescored"], told["kept"]) == (0, 6)
    assert len(list(Path(told["scores"]).glob("*.parquet"))) == 1


async def test_our_own_log_is_mined(shop: Path, teach: Callable[[Path, str], None]) -> None:
    teach(shop, "m1")
    url = f"sqlite+aiosqlite:///{shop / '.trunkline' / 'trunkline.db'}"
    async with Database.open(url) as database, database.session() as session:
        said = ["lost my order", "lost my order", "a person", "pay the lost bill"]
        session.add_all(
            UnderstandingRow(sid="CA1", index=n, at=datetime.now(UTC), utterance=text, verdict="defer", by="nobody")
            for n, text in enumerate(said)
        )
    found = await asyncio.to_thread(CliRunner().invoke, app, ["mine", "--project", str(shop), "--json"])
    told = json.loads(found.stdout.splitlines()[-1])
    assert (told["turns"], told["different"]) == (4, 3)
    assert told["reasons"].get("repeat", 0) + told["reasons"].get("audit", 0) >= 1


def test_nothing_to_review_says_what_to_do(shop: Path) -> None:
    found = CliRunner().invoke(app, ["review", "--project", str(shop)])
    assert "trunkline mine" in found.stdout
    assert found.exit_code == 0


def test_what_was_labelled_elsewhere_is_decided_as_it_stands_there(mined: Path, tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    path.write_text("utterance,label\nlost my parcel,order_status\nWHERE is a person?,_out_of_scope\n")
    with path.open("a") as file:
        file.write("lost the bill,lost_bill\nsomething else,human\nyes,\n")
    words = ["review", "--project", str(mined), "--labels", str(path), "--json"]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout.splitlines()[-1]) == {
        "decided": 3,
        "left": 3,
        "acts": {"relabel": 1, "out": 1, "new": 1},
    }
    decisions = standing(read_decisions(mined / ".trunkline" / "review" / "labels.jsonl")).values()
    assert {each.text: each.label for each in decisions} == {
        "lost my parcel": "order_status",
        "where is a person": "_out_of_scope",
        "lost the bill": "lost_bill",
    }
    path.write_text("utterance,label\nis my money lost,No Name!\n")
    assert "No Name!" in str(CliRunner().invoke(app, words).exception)
    path.write_text("utterance,label\nyes,\n")
    assert "no line has a label" in str(CliRunner().invoke(app, words).exception)
