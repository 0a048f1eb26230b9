"""What every test may use: the demo's intent model, trained at most once on this machine, and a small shop."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import structlog

from engine.errors import MissingPartError
from engine.understanding import normalise
from engine.understanding.manifest import FILES, FORMAT, MANIFEST, Manifest, sha256
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


@pytest.fixture
def edit() -> Edit:
    """Replace a text in a project's file that has it."""

    def change(project: Path, name: str, old: str, new: str) -> None:
        before = (project / name).read_text("utf-8")
        assert old in before
        (project / name).write_text(before.replace(old, new), "utf-8")

    return change
