"""What stands in the way of a release, all of it at once; and that what was judged is what is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ReleaseError
from engine.flows.plan import Plan
from engine.rehearsal.run import Played
from engine.release import load
from engine.releases.draft import Draft, drafted
from engine.releases.gates import Gate
from engine.releases.opened import opened
from engine.releases.shelf import Shelf
from training.train import read_data

SATURDAY = date(2026, 11, 21)
Edit = Callable[[Path, str, str, str], None]


def judged(shop: Path, **more: Any) -> Draft:
    with drafted(shop, today=SATURDAY, at="t", **more) as draft:
        return draft


def shut(draft: Draft) -> dict[str, tuple[str, ...]]:
    return {gate.name: gate.problems for gate in draft.gates if not gate.is_open}


def test_a_shop_that_is_fit_is_let_through(shop: Path) -> None:
    draft = judged(shop)
    assert shut(draft) == {}
    assert draft.manifest is not None
    assert draft.manifest.figures["conversations, pinned"] == {"conversations": 18, "turns": 74}
    assert not draft.folder.exists()


def test_it_is_named_as_the_working_files_are(shop: Path, teach: Any) -> None:
    teach(shop, "tiny")
    draft = judged(shop, taught=read_data(shop).digest)
    assert draft.manifest is not None
    assert draft.manifest.model == "tiny"
    assert draft.manifest.hash == load(shop, model="tiny").hash
    assert [gate.name for gate in draft.gates if gate.figures.get("conversations")] == [
        "conversations, pinned",
        "conversations, with the model",
    ]


def test_everything_in_the_way_is_told_at_once(shop: Path, teach: Any, edit: Edit) -> None:
    teach(shop, "tiny")
    edit(shop, "tests/calls/shop.yaml", "hears: How much", "hears: How many")
    edit(shop, "tests/calls/shop.yaml", "hears: The bank said no", "hears: The bank said yes")
    edit(shop, "intents/human.yaml", "speak a person", "I want a person")
    found = shut(judged(shop, taught=read_data(shop).digest))
    assert "trunkline train" in found["intent model"][0]
    played = "\n".join(found["conversations, pinned"])
    assert "a payment goes through" in played
    assert "a payment is refused" in played
    assert "tests/calls/shop.yaml:" in played


def test_flows_that_do_not_check_are_not_played(shop: Path, edit: Edit) -> None:
    edit(shop, "flows/make_payment.yaml", "do: till.take", "do: till.tkae")
    edit(shop, "flows/welcome.yaml", "listen:", "lisen:")
    (shop / "intents" / "human.yaml").write_text("about: x\nexamples: [one]\n")
    draft = judged(shop)
    found = shut(draft)
    assert draft.manifest is None
    told = "\n".join(found["check"])
    for place in ("flows/make_payment.yaml:", "flows/welcome.yaml:", "intents/human.yaml:"):
        assert place in told
    assert found["conversations"] == ("not played: mend what was found first",)


def test_handlers_that_do_not_load_are_found(shop: Path) -> None:
    (shop / "handlers.py").write_text("import nothing_like_it\n")
    assert "F035" in shut(judged(shop))["check"][0]


def test_conversations_that_cannot_be_read_are_found(shop: Path, edit: Edit) -> None:
    edit(shop, "tests/calls/shop.yaml", "till.take: refused", "till.take: refsued")
    found = shut(judged(shop))
    assert "T007" in found["check"][0]
    assert "conversations" in found


def test_without_conversations_there_is_no_release(shop: Path) -> None:
    shutil.rmtree(shop / "tests" / "calls")
    assert "no conversation" in shut(judged(shop))["conversations, pinned"][0]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("intents/human.yaml", "", "", "does not know 'robot': trunkline train"),
        ("flows/project.yaml", "precision: 0.95", "precision: 0.999", "calibrated"),
    ],
)
def test_a_model_that_does_not_fit_is_in_the_way(
    shop: Path, teach: Any, edit: Edit, *, name: str, old: str, new: str, told: str
) -> None:
    teach(shop, "tiny")
    if old:
        edit(shop, name, old, new)
    else:
        text = (shop / name).read_text().replace("- ", "- robot ")
        (shop / "intents" / "robot.yaml").write_text(text)
        (shop / "tests" / "intents" / "robot.yaml").write_text("examples:\n  - a machine\n")
    found = shut(judged(shop))
    assert told in "\n".join(found["intent model"])


def test_what_no_conversation_shows_is_in_the_way_with_its_place(shop: Path) -> None:
    (shop / "tests" / "calls" / "repairs.yaml").unlink()
    found = shut(judged(shop))["coverage"]
    assert found[0] == "make_payment: repairs 0/18 is 0 %, 100 % is required"
    assert "flows/make_payment.yaml:16:5 do.till.take: error, timeout never happened" in found
    assert any(each.startswith("the other flows: repairs") for each in found)
    assert any(each.startswith("flows/welcome.yaml:") for each in found)


def test_where_nothing_is_committed_ninety_percent_are_enough(shop: Path) -> None:
    draft = judged(shop)
    assert draft.manifest is not None
    assert draft.manifest.figures["coverage"]["repairs"] == [28, 29]


def test_coverage_is_a_gate_like_the_others(shop: Path) -> None:
    seen: list[tuple[Plan, Sequence[Played]]] = []

    def gate(plan: Plan, played: Sequence[Played]) -> Gate:
        seen.append((plan, played))
        return Gate("coverage", "90 %", ("flows/make_payment.yaml:13: never asked twice",))

    draft = judged(shop, coverage=gate)
    assert draft.manifest is None
    assert shut(draft) == {"coverage": ("flows/make_payment.yaml:13: never asked twice",)}
    assert [len(played) for _, played in seen] == [18]


def test_what_was_judged_is_what_is_kept(shop: Path, edit: Edit) -> None:
    with drafted(shop, today=SATURDAY, at="t") as draft:
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        assert draft.manifest is not None
        shelf = Shelf(shop / ".trunkline")
        shelf.put(draft.folder, draft.manifest, lambda found: found)
    release, _ = opened(shelf.folder(draft.manifest.hash))
    assert "How can I help?" in str(release.project.flows["welcome"])


def test_handlers_outside_the_project_are_not_taken(shop: Path, edit: Edit) -> None:
    (shop.parent / "other.py").write_text((shop / "handlers.py").read_text())
    edit(shop, "flows/project.yaml", "handlers: handlers.py", "handlers: ../other.py")
    with pytest.raises(ReleaseError, match="not in the project's folder"):
        judged(shop)
