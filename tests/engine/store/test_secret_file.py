from __future__ import annotations

import stat
from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.store.secret_file import kept_secret


def test_it_is_made_once_and_only_for_us(tmp_path: Path) -> None:
    path = tmp_path / "home" / "key"
    assert kept_secret(path, lambda: b"first") == b"first"
    assert kept_secret(path, lambda: b"second") == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_an_empty_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"\n")
    with pytest.raises(StoreError, match="is empty") as found:
        kept_secret(path, lambda: b"new")
    assert "remove it" in found.value.todo


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(StoreError, match="key: "):
        kept_secret(tmp_path / "key", lambda: b"new")
