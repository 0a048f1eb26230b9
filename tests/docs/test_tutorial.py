"""The tutorial, followed to the letter in an empty folder: each file written, each command run, all output real."""

from __future__ import annotations

import pytest

from .pages import blocks, sections
from .reader import Reader, changed, matches, replaced

PAGE = "tutorial.md"
BLOCKS = blocks(PAGE)
CHAPTERS = [path for path in dict.fromkeys(section.path for section in sections(PAGE)) if path]
NEEDS_TRAINING = ("Teach it to understand", "Release it")
"""Chapters that train a model, or go on from one."""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(tmp_path_factory.mktemp("reader"))


def _param(chapter: tuple[str, ...]) -> object:
    trains = any(name in chapter[0] for name in NEEDS_TRAINING)
    return pytest.param(chapter, id=chapter[0], marks=[pytest.mark.train] if trains else [])


@pytest.mark.timeout(900)
@pytest.mark.parametrize("chapter", [_param(chapter) for chapter in CHAPTERS])
def test_a_chapter_goes_as_it_says(reader: Reader, chapter: tuple[str, ...]) -> None:
    for block in BLOCKS:
        if block.path == chapter:
            reader.follow(block)


def test_the_reader_compares_what_is_shown() -> None:
    assert matches("a\n...\nc ... e\n", "a\nb\nb\nc d e\n")
    assert not matches("a\n...\nc\n", "a\nb\n")
    assert not matches("a\n", "a\nb\n")
    assert changed("a: 1\nb: 2\n", "-b: 2\n+b: 3\n") == "a: 1\nb: 3\n"
    assert replaced("a: 1\nb:\n  - x\n\n  - y\nc: 3\n", "b", "b: 2\n") == "a: 1\nb: 2\n\nc: 3\n"
