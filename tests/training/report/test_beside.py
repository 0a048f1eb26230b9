from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import MissingPartError
from engine.flows.model import Position
from engine.intents import Intent, LoadedIntents
from training.config import read_config
from training.data import dataset
from training.progress import silent
from training.report import beside
from training.report.figures import Assessment, Compared, Latency
from training.weights import named

AT = Position("intents/pay.yaml", 1, 1)
INTENTS = LoadedIntents(intents={"pay": Intent("pay", "", ("pay it",), (), AT)}, held_out={"pay": ("pay that",)})
MORE = LoadedIntents(intents={"pay": Intent("pay", "", ("pay it", "pay"), (), AT)}, held_out={"pay": ("pay that",)})


@pytest.fixture
def other(found: Assessment) -> Compared:
    return Compared("plain SetFit", found.quality, found.curve, 0.85, 0.0, 1.0, 61.4, Latency(9.0, 12.0))


def test_the_figures_are_kept_until_the_sentences_change(tmp_path: Path, other: Compared) -> None:
    key = beside.key(INTENTS, named(""))
    beside.remember(tmp_path / "home", key, other)
    assert beside.remembered(tmp_path / "home", key) == other
    assert beside.remembered(tmp_path / "home", beside.key(MORE, named(""))) is None
    assert beside.remembered(tmp_path / "home", beside.key(INTENTS, named("somebody/else"))) is None


@pytest.mark.parametrize("content", [b"", b"[]", b'["x", {"name": 1}]', b"\xff"])
def test_what_cannot_be_read_is_not_known(tmp_path: Path, content: bytes) -> None:
    (tmp_path / beside.FILE).write_bytes(content)
    assert beside.remembered(tmp_path, "x") is None
    assert beside.remembered(tmp_path / "nowhere", "x") is None


def test_without_the_train_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name="setfit")

    monkeypatch.setattr(beside.importlib, "import_module", missing)
    data = dataset({"a": [f"a {n}" for n in range(8)], "b": [f"b {n}" for n in range(8)]}, [])
    with pytest.raises(MissingPartError, match="setfit"):
        beside.plain_setfit(data, INTENTS, named(""), read_config(), silent)
