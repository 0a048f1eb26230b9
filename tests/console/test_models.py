from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from console.main import app
from engine.errors import ModelError, SettingsError
from engine.understanding.manifest import read_manifest
from engine.understanding.registry import Registry


def models(shop: Path, *more: str) -> str:
    done = CliRunner().invoke(app, ["models", "--project", str(shop), *more])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_young_project_is_told_to_train(shop: Path) -> None:
    assert "trunkline train" in models(shop)
    assert json.loads(models(shop, "--json").splitlines()[-1]) == {"ok": True, "models": [], "log": []}


def test_every_model_is_shown_with_what_it_is_and_how_it_came_to_that(shop: Path, teach: Any) -> None:
    teach(shop, "a" * 16)
    teach(shop, "b" * 16)
    registry = Registry(shop / ".trunkline" / "models")
    registry.put("b" * 16, "better")
    registry.follow("a" * 16, "to be seen")
    shown = models(shop)
    assert f"{'b' * 16} in force: better" in shown
    told = json.loads(models(shop, "--json").splitlines()[-1])
    assert [(each["in_force"], each["shadows"]) for each in told["models"]] == [(False, True), (True, False)]
    assert [event["what"] for event in told["log"]] == ["in force", "in force", "shadows"]
    assert told["models"][0]["labels"] == ["human", "make_payment", "order_status"]


def refused(shop: Path, *more: str) -> ModelError:
    done = CliRunner().invoke(app, ["models", "--project", str(shop), *more])
    assert isinstance(done.exception, ModelError), done.output
    return done.exception


def test_a_model_is_removed_and_the_log_says_why(shop: Path, teach: Any, challenge: Any) -> None:
    teach(shop, "a" * 16)
    challenge(shop, "b" * 16)
    shown = models(shop, "--remove", "bb", "--why", "a caller was erased")
    assert f"{'b' * 16} is removed." in shown
    assert f"{'b' * 16} removed: a caller was erased" in shown
    assert not (shop / ".trunkline" / "models" / ("b" * 16)).exists()
    told = json.loads(models(shop, "--json").splitlines()[-1])
    assert [each["name"] for each in told["models"]] == ["a" * 16]
    wrong = CliRunner().invoke(app, ["models", "--project", str(shop), "--no-way-back"])
    assert isinstance(wrong.exception, SettingsError)


def test_a_model_that_is_needed_stays(shop: Path, teach: Any, challenge: Any) -> None:
    teach(shop, "first")
    challenge(shop, "second")
    challenge(shop, "third")
    registry = Registry(shop / ".trunkline" / "models")
    registry.put("second", "")
    registry.follow("third", "")
    assert "trunkline promote" in refused(shop, "--remove", "second", "--no-way-back").todo
    assert "trunkline shadow --stop" in refused(shop, "--remove", "third", "--no-way-back").todo
    before = refused(shop, "--remove", "first")
    assert "trunkline rollback --model first" in str(before)
    assert "--no-way-back" in before.todo
    assert len(registry.models()) == 3
    assert "first is removed" in models(shop, "--remove", "first", "--no-way-back")
    with pytest.raises(ModelError, match="before this one"):
        registry.before()


def test_a_model_that_releases_name_stays_while_calls_get_it(shop: Path, teach: Any, challenge: Any) -> None:
    teach(shop, "first")
    assert CliRunner().invoke(app, ["release", "--project", str(shop)]).exit_code == 0
    challenge(shop, "second")
    Registry(shop / ".trunkline" / "models").put("second", "past the release")
    serving = refused(shop, "--remove", "first", "--no-way-back")
    assert "calls run on intent model first: release" in str(serving)
    assert "trunkline release" in serving.todo
    assert CliRunner().invoke(app, ["release", "--project", str(shop)]).exit_code == 0
    assert "trunkline rollback" in str(refused(shop, "--remove", "first"))
    assert "first is removed" in models(shop, "--remove", "first", "--no-way-back")


def test_a_model_that_is_there_is_signed(
    shop: Path, teach: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(shop, "a" * 16)
    key, form = Ed25519PrivateKey.generate(), serialization.Encoding.PEM
    private, public = tmp_path / "key.pem", tmp_path / "key.pub"
    private.write_bytes(key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo))
    monkeypatch.setenv("TRUNKLINE_MODEL_KEY", str(public))
    command = ["models", "--project", str(shop), "--sign", "aa"]
    assert isinstance(CliRunner().invoke(app, command).exception, SettingsError)
    with pytest.raises(ModelError, match="is not signed"):
        read_manifest(shop / ".trunkline" / "models" / ("a" * 16))
    monkeypatch.setenv("TRUNKLINE_MODEL_SIGNING_KEY", str(private))
    assert f"{'a' * 16} is signed." in CliRunner().invoke(app, command).output
    assert read_manifest(shop / ".trunkline" / "models" / ("a" * 16)).name == "a" * 16
