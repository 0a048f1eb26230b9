"""The small project of tests/training, for the verbs that need an intent model."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "training" / "small"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, not trained yet; its models are shared with tests/training in one run."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "small-models"
    shared.mkdir(exist_ok=True)
    folder = tmp_path_factory.mktemp("project") / "small"
    shutil.copytree(SMALL, folder)
    (folder / ".trunkline").symlink_to(shared)
    return folder
