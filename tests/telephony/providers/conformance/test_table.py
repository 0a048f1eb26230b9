"""The tables of docs/providers.md say what the suite proves, of every provider that a server can use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from telephony import ladder

from . import (
    synthesizers,
    test_synthesizers,
    test_synthesizers_broken,
    test_transcribers,
    test_transcribers_broken,
    transcribers,
)
from .suite import ASPECTS, Subject, proven

PAGE = Path(__file__).parents[4] / "docs" / "providers.md"
PROVEN = proven(test_synthesizers, test_synthesizers_broken, test_transcribers, test_transcribers_broken)
SUBJECTS = (*transcribers.ALL, *synthesizers.ALL)


def table(subjects: Sequence[Subject]) -> str:
    """Return what the page is to say of ``subjects``."""
    columns = [aspect for aspect in ASPECTS if any(aspect in PROVEN[subject.name, subject.job] for subject in subjects)]
    rows = [["", *columns, "only a key would show"], ["---"] * (len(columns) + 2)]
    for subject in subjects:
        cells = ["yes" if aspect in PROVEN[subject.name, subject.job] else "" for aspect in columns]
        rows.append([f"`{subject.name}`", *cells, subject.untried])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


@pytest.mark.parametrize("subjects", [transcribers.ALL, synthesizers.ALL], ids=["transcribers", "synthesizers"])
def test_the_page_says_what_is_proven(subjects: tuple[Subject, ...]) -> None:
    assert table(subjects) in PAGE.read_text("utf-8")


def test_the_page_says_what_each_aspect_means() -> None:
    text = PAGE.read_text("utf-8")
    missing = [aspect for aspect, promise in ASPECTS.items() if f"- **{aspect}**: {promise}" not in text]
    assert not missing


@pytest.mark.parametrize("job", ladder.JOBS, ids=lambda job: job.capability)
def test_every_provider_of_the_ladder_is_in_the_suite(job: ladder.Job) -> None:
    named = {subject.name for subject in SUBJECTS if subject.job == job}
    assert named == {provider.name for provider in job.providers} | {"local"}


def test_what_has_a_line_is_held_to_everything_that_can_happen_to_a_line() -> None:
    every = {"streams", "cancels", "reconnects", "bad key", "limit", "slow", "mute", "garbage"}
    assert [each.name for each in SUBJECTS if each.standin and every - PROVEN[each.name, each.job]] == []
