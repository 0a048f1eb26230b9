"""Every load is a module of its own, which stays for as long as anything is made of its handlers."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import HandlerError
from engine.handlers.loading import load_handlers
from engine.handlers.results import fields

TEXT = """
from __future__ import annotations

from typing import TypedDict

from engine.handlers.registry import Call, handler

PLACE = "{place}"


class Order(TypedDict):
    place: Where


Where = str


@handler("orders.find")
async def find(call: Call) -> Order:
    return Order(place=PLACE)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "handlers.py"
    path.write_text(TEXT.format(place="shelf"))
    return path


def modules() -> set[str]:
    return {name for name in sys.modules if name.startswith("trunkline_handlers_")}


def test_an_edit_of_the_same_size_in_the_same_moment_is_seen(file: Path) -> None:
    (first,) = load_handlers(file)
    stat = file.stat()
    file.write_text(TEXT.format(place="floor"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (second,) = load_handlers(file)
    assert [each.function.__globals__["PLACE"] for each in (first, second)] == ["shelf", "floor"]
    assert not (file.parent / "__pycache__").exists()


def test_the_module_stays_while_anything_is_made_of_its_handlers(file: Path) -> None:
    before = modules()
    (loaded,) = load_handlers(file)
    (name,) = modules() - before

    async def stub() -> None:
        """Answer instead."""

    stubbed = replace(loaded, function=stub)
    del loaded
    gc.collect()
    assert name in sys.modules
    assert fields(stubbed) == {"place": str}
    del stubbed
    gc.collect()
    assert name not in sys.modules


@pytest.mark.parametrize("text", ["1 / 0", "def", "raise SystemExit", "import no_such_thing_anywhere"])
def test_what_does_not_load_leaves_nothing_behind(file: Path, text: str) -> None:
    before = modules()
    file.write_text(text)
    with pytest.raises(HandlerError, match=r"handlers\.py does not load"):
        load_handlers(file)
    assert modules() == before


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("PLACE = 1\n\n\ndef broken(:\n", 4),
        ("def far():\n    return 1 / 0\n\n\nfar()\n", 2),
        ("PLACE = 1\nimport no_such_thing_anywhere\n", 2),
        ("import json\njson.loads('{')\n", 2),
        (TEXT.replace("-> Order", "-> Ordr"), 18),
        (TEXT.replace("async def", "def"), 18),
        (f'{TEXT}\n\n@handler("orders.other")\nasync def find(call: Call) -> None: ...\n', 23),
    ],
)
def test_what_does_not_load_says_in_which_line(file: Path, text: str, line: int) -> None:
    file.write_text(text)
    with pytest.raises(HandlerError) as caught:
        load_handlers(file)
    assert caught.value.line == line
