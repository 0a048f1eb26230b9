"""What every test may use: the demo's intent model, trained at most once on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from engine.errors import MissingPartError
from training.train import ensure

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
