"""A model that does not know what intents/ teaches now is told of, in check and in chat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from console.parts import opened
from engine.settings import read_settings

NEW = "about: Wants to book a room.\nexamples:\n" + "".join(f"  - a room for {n} please\n" for n in range(2, 14))


def check(shop: Path, *more: str) -> str:
    return CliRunner().invoke(app, ["check", "--project", str(shop), *more]).output


def test_a_young_project_and_one_whose_model_fits_are_not_told_to_train(shop: Path, teach: Any) -> None:
    assert "trunkline train" not in check(shop)
    teach(shop, "tiny")
    assert "trunkline train" not in check(shop)


def test_an_intent_that_is_new_is_told_with_what_to_do(shop: Path, teach: Any) -> None:
    teach(shop, "tiny")
    (shop / "intents" / "room.yaml").write_text(NEW, "utf-8")
    assert "The intent model does not know 'room': trunkline train\n" in check(shop)
    last = json.loads(check(shop, "--json").splitlines()[-1])
    assert last["notes"] == ["the intent model does not know 'room': trunkline train"]


def test_however_many_labels_differ_it_is_a_sentence_for_the_new_and_one_for_the_gone(shop: Path, teach: Any) -> None:
    teach(shop, "tiny")
    for name in ("a", "b", "c", "d", "e"):
        (shop / "intents" / f"{name}.yaml").write_text(NEW, "utf-8")
    (shop / "intents" / "human.yaml").unlink()
    assert json.loads(check(shop, "--json").splitlines()[-1])["notes"] == [
        "the intent model does not know 'a', 'b', 'c', 'd' and 1 more: trunkline train",
        "the intent model knows 'human', which is not in intents/: trunkline train",
    ]


def test_a_model_that_no_flow_knows_is_one_sentence(shop: Path, teach: Any) -> None:
    teach(shop, "tiny")
    (shop / "intents" / "room.yaml").write_text(NEW, "utf-8")
    for name in ("human", "make_payment", "order_status"):
        (shop / "intents" / f"{name}.yaml").unlink()
    (note,) = json.loads(check(shop, "--json").splitlines()[-1])["notes"]
    assert note.startswith("the intent model tiny is of another project: it knows 'human', 'make_payment', ")
    assert note.endswith(", and none of the intents of intents/: trunkline train")


def test_other_sentences_are_told_too(shop: Path, teach: Any, edit: Any) -> None:
    teach(shop, "tiny")
    edit(shop, "intents/human.yaml", "  - ", "  - just ")
    assert "The sentences of intents/ have changed since the model was trained: trunkline train" in check(shop)


async def test_a_chat_begins_with_it(shop: Path, teach: Any, capsys: pytest.CaptureFixture[str]) -> None:
    teach(shop, "tiny")
    (shop / "intents" / "room.yaml").write_text(NEW, "utf-8")
    (shop / "tests" / "intents" / "room.yaml").write_text("examples:\n  - some room for us\n", "utf-8")
    async with opened(read_settings(project=shop, language_model="none")):
        pass
    assert "the intent model does not know 'room': trunkline train" in capsys.readouterr().err
