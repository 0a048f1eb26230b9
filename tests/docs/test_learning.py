"""The page on learning from calls, followed to the letter in an empty folder: it trains twice, so it is one test."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pages import blocks
from .reader import Reader


@pytest.mark.train
@pytest.mark.timeout(900)
def test_the_page_goes_as_it_says(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    reader = Reader(tmp_path)
    for block in blocks("learning.md"):
        reader.follow(block)
    assert (tmp_path / "library" / ".trunkline" / "models" / "current").is_file()
