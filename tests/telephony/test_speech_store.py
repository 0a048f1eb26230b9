"""What is kept is found again, what is damaged is not, and the folder stays as small as it should."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.speech import Alignment
from telephony.speech_store import Made, Recipe, Store

HELLO = Recipe("Hello.", "anna", "en-GB", "elevenlabs", "flash ulaw_8000")
MADE = Made(b"\x10\x20" * 4000, (Alignment("Hel", (100.0, 200.0, 300.0)), Alignment("lo.", (400.0, 500.0, 500.0))))


def only(folder: Path) -> Path:
    (file,) = folder.glob("*/*.speech")
    return file


def test_another_process_finds_it(tmp_path: Path) -> None:
    Store(tmp_path).put(HELLO, MADE)
    assert Store(tmp_path).get(HELLO) == MADE


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Hello"}, {"voice": "ben"}, {"locale": "es-ES"}, {"provider": "cartesia"},
        {"model": "turbo ulaw_8000"}, {"before": "Good morning."},
    ],
)  # fmt: skip
def test_whatever_else_makes_it_is_another_entry(tmp_path: Path, other: dict[str, str]) -> None:
    store = Store(tmp_path)
    store.put(HELLO, MADE)
    assert store.get(replace(HELLO, **other)) is None


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other", "grown"])
def test_what_is_damaged_is_not_there_and_is_made_again(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path)
    store.put(HELLO, MADE)
    file = only(tmp_path)
    whole = file.read_bytes()
    flipped = whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:]
    broken = {"cut": whole[:-1], "flipped": flipped, "empty": b"", "other": b"RIFF" * 20, "grown": whole + b"x"}
    file.write_bytes(broken[damage])
    assert store.get(HELLO) is None
    assert not file.exists()
    store.put(HELLO, MADE)
    assert store.get(HELLO) == MADE


def test_the_bound_is_kept_and_what_is_used_stays(tmp_path: Path) -> None:
    store = Store(tmp_path, most_bytes=45_000)
    recipes = [replace(HELLO, text=f"Line {n}.") for n in range(6)]
    for n, recipe in enumerate(recipes[:5]):
        store.put(recipe, MADE)
        file = max(tmp_path.glob("*/*.speech"), key=lambda found: found.stat().st_mtime_ns)
        os.utime(file, (n + 1, n + 1))
    assert store.get(recipes[0]) == MADE  # used just now, though made first
    store.put(recipes[5], MADE)
    kept = [recipe for recipe in recipes if store.get(recipe) is not None]
    assert recipes[0] in kept
    assert recipes[5] in kept
    assert recipes[1] not in kept
    assert sum(file.stat().st_size for file in tmp_path.glob("*/*.speech")) <= 45_000


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    Store(tmp_path).put(HELLO, MADE)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [HELLO.address + ".speech"]
