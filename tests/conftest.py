"""What every test may use: the demo's intent model, trained at most once on this machine, and a small shop."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import structlog

from engine.errors import MissingPartError
from engine.understanding import normalise
from engine.understanding.head import Head
from engine.understanding.manifest import FILES, FORMAT, HEAD, MANIFEST, Manifest, sha256
from training.train import ensure, read_data

ROOT = Path(__file__).parents[1]
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before anything imports torch: workers share the cores
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it, and so would ours


@pytest.fixture(autouse=True)
def _nobody_elses_log() -> Iterator[None]:
    """Undo what a verb that ran in this process set up: its level would hide what the next test listens for."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def demo_model() -> Path:
    """The folder of the demo's model. Training takes a lock of its own, so that several workers train once."""
    try:
        return ensure(ROOT)
    except MissingPartError as missing:
        pytest.skip(str(missing))


# ------------------------------------------------------------------------------------------------------- the shop

SHOP = ROOT / "tests" / "engine" / "releases" / "shop"
TINY = ROOT / "tests" / "engine" / "understanding" / "tiny"

Edit = Callable[[Path, str, str, str], None]
Teach = Callable[[Path, str], None]
Change = Callable[[np.ndarray], None]
Challenge = Callable[..., None]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project of three flows and two handlers, without an intent model."""
    shutil.copytree(SHOP, tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture(scope="session")
def teach() -> Teach:
    """Give a copy of the shop a model of a few kilobytes, of any name, and put it in force."""

    def put(project: Path, name: str) -> None:
        folder = project / ".trunkline" / "models" / name
        shutil.copytree(TINY, folder)
        manifest = Manifest(
            format=FORMAT, name=name, labels=("human", "make_payment", "order_status"), thresholds={"0.95": 0.6},
            normaliser=normalise.VERSION, files={file: sha256(folder / file) for file in FILES},
            data=read_data(project).digest, encoder={}, recipe=0, config={}, metrics={}, versions={},
        )  # fmt: skip
        (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
        (folder.parent / "current").write_text(name)

    return put


@pytest.fixture(scope="session")
def challenge(teach: Teach) -> Challenge:
    """Give a copy of the shop another model, whose head is a changed one, and leave in force what is.

    ``change`` gets the weights, a row for each label and one for "none", and changes them in place.
    """

    def put(project: Path, name: str, change: Change = lambda _: None, agreement: float = 1.0) -> None:
        models = project / ".trunkline" / "models"
        before = (models / "current").read_bytes() if (models / "current").exists() else b""
        teach(project, name)
        (models / "current").write_bytes(before)
        with np.load(models / name / HEAD) as arrays:
            weights, bias = arrays["weights"].copy(), arrays["bias"]
        change(weights)
        Head(weights, bias).save(models / name / HEAD)
        fields = msgspec.json.decode((models / name / MANIFEST).read_bytes())
        fields["files"][HEAD] = sha256(models / name / HEAD)
        fields["metrics"] = {"candidate": "tiny", "int8_agreement": agreement, "accuracy": 0.9}
        (models / name / MANIFEST).write_bytes(msgspec.json.encode(fields))

    return put


@pytest.fixture
def edit() -> Edit:
    """Replace a text in a project's file that has it."""

    def change(project: Path, name: str, old: str, new: str) -> None:
        before = (project / name).read_text("utf-8")
        assert old in before
        (project / name).write_text(before.replace(old, new), "utf-8")

    return change
