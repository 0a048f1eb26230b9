"""A project of four intents with twelve sentences each, trained at most once in a test run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).with_name("small")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, not trained yet; ``.trunkline`` is shared by all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "small-models"
    shared.mkdir(exist_ok=True)
    folder = tmp_path_factory.mktemp("project") / "small"
    shutil.copytree(SMALL, folder)
    (folder / ".trunkline").symlink_to(shared)
    return folder
