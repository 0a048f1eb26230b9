"""A model that loses is never put in force; one that does not is, by one command, and goes again by another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from typer.testing import CliRunner

from console import train
from console.main import app
from engine.errors import ModelError, SettingsError
from engine.releases.shelf import Shelf
from engine.understanding.manifest import MANIFEST, sha256
from engine.understanding.registry import Registry
from training.beliefs import FILE, Belief, named, save
from training.review.decisions import Decision, append


def invoke(shop: Path, verb: str, *more: str) -> Any:
    return CliRunner().invoke(app, [verb, *more, "--project", str(shop)])


def last(done: Any) -> Any:
    return json.loads(done.output.splitlines()[-1])


def confused(weights: np.ndarray) -> None:
    """Take payments for orders and orders for payments."""
    weights[[1, 2]] = weights[[2, 1]]


@pytest.fixture
def shop(shop: Path, teach: Any) -> Path:
    teach(shop, "champion")
    return shop


@pytest.fixture
def models(shop: Path) -> Registry:
    return Registry(shop / ".trunkline" / "models")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    words = {"make_payment": ("bill", "money", "the bill"), "order_status": ("order", "parcel", "my order")}
    said = [(f"{a} {what}", label) for label in words for what in words[label] for a in ("is", "a", "the", "lost")]
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in said))
    return path


def test_one_that_loses_nothing_is_put_in_force(shop: Path, models: Registry, challenge: Any, log: Path) -> None:
    challenge(shop, "twin")
    done = invoke(shop, "promote", "--on", str(log), "--calls", str(log), "--json")
    assert done.exit_code == 0, done.output
    assert models.in_force == "twin"
    assert "twin is in force." in done.output
    assert [gate["gate"] for gate in last(done)["gates"]] == [
        "intent model", "int8 against fp32", "frozen set", "labelled calls",
    ]  # fmt: skip
    event = models.events()[-1]
    assert (event.what, event.model, event.why) == ("in force", "twin", "every gate is open")
    assert event.figures["champion"] == "champion"
    assert event.figures["labelled calls"]["accuracy"][:2] == [1.0, 1.0]


@pytest.mark.parametrize("option", ["--on", "--calls"])
def test_one_that_loses_is_refused_and_the_log_says_so(
    shop: Path, models: Registry, challenge: Any, log: Path, option: str
) -> None:
    challenge(shop, "worse", confused)
    done = invoke(shop, "promote", option, str(log), "--json")
    assert done.exit_code == 1
    assert "fewer sentences are understood: accuracy 1.0000 -> 0.0" in done.output
    assert "shut; champion stays in force." in done.output
    assert last(done)["ok"] is False
    assert models.in_force == "champion"
    assert models.events()[-1].what == "refused"
    assert not (shop / ".trunkline" / "models" / "log.jsonl").read_text().count("in force")


def test_reviewed_calls_are_judged_on_where_neither_model_has_learnt_them(
    shop: Path, models: Registry, challenge: Any
) -> None:
    challenge(shop, "worse", confused)
    shutil.rmtree(shop / "tests" / "intents")  # nothing else shows it
    path = shop / ".trunkline" / "review" / "labels.jsonl"
    said = [f"{a} {b}" for a in ("the", "my", "a", "is", "lost") for b in ("bill", "money", "pay my bill")]
    for text in said:
        append(path, Decision(text, "accept", text, "make_payment"))
    append(path, Decision("x", "discard"))
    learn(models.folder / "champion", said)
    assert invoke(shop, "promote", "--shadow").exit_code == 0  # of what it has learnt a model is no witness
    learn(models.folder / "champion", said[:5])
    done = invoke(shop, "promote")
    assert done.exit_code == 1
    assert "SHUT labelled calls: 10 sentences" in done.output


def learn(model: Path, said: list[str]) -> None:
    """Let ``model`` say that it has learnt these sentences."""
    save(model, [Belief(named(text), "make_payment", True, 0.9, ()) for text in said])
    fields = msgspec.json.decode((model / MANIFEST).read_bytes())
    fields["files"][FILE] = sha256(model / FILE)
    (model / MANIFEST).write_bytes(msgspec.json.encode(fields))


def test_every_shut_gate_is_told_at_once(shop: Path, models: Registry, challenge: Any, log: Path) -> None:
    challenge(shop, "worse", confused, agreement=0.98)
    (shop / "intents" / "human.yaml").unlink()
    done = invoke(shop, "promote", "worse", "--on", str(log))
    assert done.exit_code == 1
    assert "SHUT intent model" in done.output
    assert "'human', which is not in intents/" in done.output
    assert "SHUT int8 against fp32: 0.9800" in done.output
    assert "SHUT frozen set" in done.output
    assert "3 gates of 3 are shut" in done.output


def test_a_model_that_does_not_say_how_its_weights_agree_is_refused(shop: Path, challenge: Any, teach: Any) -> None:
    teach(shop, "silent")
    (shop / ".trunkline" / "models" / "current").write_text("champion")
    assert "its manifest does not say" in invoke(shop, "promote", "silent").output


def test_what_is_damaged_or_in_force_is_no_challenger(shop: Path, models: Registry, challenge: Any) -> None:
    assert isinstance(invoke(shop, "promote", "champion").exception, ModelError)
    assert isinstance(invoke(shop, "promote").exception, ModelError)
    challenge(shop, "broken")
    (models.folder / "broken" / "encoder.bin").write_bytes(b"half")
    assert isinstance(invoke(shop, "promote").exception, ModelError)
    assert models.in_force == "champion"


def test_with_shadow_it_acts_on_nothing_yet(shop: Path, models: Registry, challenge: Any) -> None:
    challenge(shop, "twin")
    done = invoke(shop, "promote", "--shadow")
    assert "twin shadows champion" in done.output
    assert (models.in_force, models.shadow) == ("champion", "twin")
    promoted = invoke(shop, "promote")
    assert promoted.exit_code == 0
    assert "twin is in force; it shadows no more." in promoted.output
    assert (models.in_force, models.shadow) == ("twin", "")


def test_a_rollback_puts_the_one_before_in_force(shop: Path, models: Registry, challenge: Any) -> None:
    challenge(shop, "twin")
    invoke(shop, "promote")
    done = invoke(shop, "rollback", "--model", "--why", "callers complain", "--json")
    assert last(done) == {"ok": True, "in_force": "champion", "left": "twin"}
    assert models.in_force == "champion"
    assert models.events()[-1].why == "callers complain"
    assert isinstance(invoke(shop, "rollback", "--model").exception, ModelError)
    assert isinstance(invoke(shop, "rollback", "--why", "x").exception, SettingsError)
    assert invoke(shop, "rollback", "twi", "--model").exit_code == 0
    assert models.in_force == "twin"


@pytest.mark.parametrize("released", [False, True])
def test_what_a_server_says_of_a_damaged_model_leads_back(
    shop: Path, models: Registry, challenge: Any, monkeypatch: pytest.MonkeyPatch, released: bool
) -> None:
    for name in ("DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY"):
        monkeypatch.setenv(name, "k")
    challenge(shop, "twin")
    if released:
        assert invoke(shop, "release").exit_code == 0
    assert invoke(shop, "promote").exit_code == 0
    (models.folder / "twin" / "head.npz").write_bytes(b"half")
    refused = invoke(shop, "serve").exception
    assert isinstance(refused, ModelError)
    assert "trunkline train" in refused.todo
    command = refused.todo.partition("trunkline rollback ")[2].split()
    assert command == ["--model", "champion"]
    done = invoke(shop, "rollback", *command)
    assert done.exit_code == 0, done.output
    assert models.in_force == "champion"


# ------------------------------------------------------------------------------------------- with a release in force


def test_new_calls_get_it_in_a_release_of_the_same_files(shop: Path, challenge: Any, edit: Any) -> None:
    assert invoke(shop, "release").exit_code == 0
    shelf = Shelf(shop / ".trunkline")
    first = shelf.register().current
    edit(shop, "flows/welcome.yaml", "help", "do")  # which is not released, and is not to be
    challenge(shop, "twin")
    done = invoke(shop, "promote", "--json")
    assert done.exit_code == 0, done.output
    assert last(done)["gates"][-1]["gate"] == "conversations, with the model"
    second = shelf.register().current
    assert second not in {None, first}
    assert f"twin is in force, in release {second}" in done.output
    manifests = {each.hash: each for each in shelf.manifests()}
    assert (manifests[str(second)].model, manifests[str(first)].model) == ("twin", "champion")
    assert manifests[str(second)].files == manifests[str(first)].files
    assert invoke(shop, "rollback", "--model").exit_code == 0
    assert shelf.register().current == first
    assert shelf.register().before == ()


def test_a_model_with_which_the_conversations_go_wrong_is_refused(shop: Path, models: Registry, challenge: Any) -> None:
    assert invoke(shop, "release").exit_code == 0
    challenge(shop, "worse", confused)
    shutil.rmtree(shop / "tests" / "intents")  # nothing else shows it
    done = invoke(shop, "promote")
    assert done.exit_code == 1
    assert "SHUT conversations, with the model" in done.output
    assert models.in_force == "champion"


# ------------------------------------------------------------------------------------------------------- after train


@pytest.fixture
def trains(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let training find the model called ``made``."""
    monkeypatch.setattr(train, "ensure", lambda *_, **__: shop / ".trunkline" / "models" / "made")


def tell_all(models: Registry) -> None:
    """Add the figures that training writes."""
    path = models.folder / "made" / MANIFEST
    fields = msgspec.json.decode(path.read_bytes())
    fields["metrics"] |= {"e_aurc": {"tiny": 0.1}, "at": {}}
    path.write_bytes(msgspec.json.encode(fields))


@pytest.mark.usefixtures("trains")
def test_a_later_model_is_judged_before_it_comes_into_force(shop: Path, models: Registry, challenge: Any) -> None:
    challenge(shop, "made")
    tell_all(models)
    held = invoke(shop, "train", "--hold")
    assert "not in force" in held.output
    assert "trunkline promote decides" in held.output
    assert models.in_force == "champion"
    done = invoke(shop, "train", "--json")
    assert (last(done)["in_force"], done.exit_code) == (True, 0)
    assert models.in_force == "made"
    again = invoke(shop, "train", "--json")
    assert (last(again)["in_force"], last(again)["gates"]) == (True, [])


@pytest.mark.usefixtures("trains")
def test_a_later_model_that_fails_a_gate_stays_out_of_force(shop: Path, models: Registry, challenge: Any) -> None:
    challenge(shop, "made", agreement=0.5)
    tell_all(models)
    done = invoke(shop, "train")
    assert done.exit_code == 1
    assert "SHUT int8" in done.output
    assert "trunkline rollback --model made insists" in done.output
    assert models.in_force == "champion"
