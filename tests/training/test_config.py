from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import SettingsError
from training.config import DEFAULT, read_config


def test_the_file_in_the_repository_reads() -> None:
    config = read_config()
    assert config.crossfit.targets == (0.95, 0.98, 0.99)
    assert config.proto.scale == 20.0


@pytest.mark.parametrize(
    ("old", "new"), [("seed = 7", ""), ("seed = 7", "seed = 'x'"), ("folds = 4", "folds ="), ("[proto]", "[prtoo]")]
)
def test_what_is_missing_or_wrong_is_named(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(DEFAULT.read_text("utf-8").replace(old, new, 1))
    with pytest.raises(SettingsError, match=r"config\.toml"):
        read_config(path)
