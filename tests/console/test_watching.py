"""Is every save seen, once, and when it is done?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.watching import changed, stamps, watch


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("flows/locales", "intents", "tests/calls", "tests/intents", ".trunkline"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("flows/a.yaml", "flows/locales/de.yaml", "intents/b.yaml", "tests/calls/c.yaml", "handlers.py"):
        (tmp_path / file).write_text("x", "utf-8")
    return tmp_path


def runs(project: Path, *saves: Callable[[], object]) -> list[list[str]]:
    """Return the files of every rerun; after each save there are two ticks."""
    found: list[list[str]] = []

    def ticks() -> Iterator[None]:
        for save in saves:
            save()
            yield
            yield

    watch(project, lambda files: found.append([path.relative_to(project).as_posix() for path in files]), ticks())
    return found


def test_it_runs_once_at_the_start_and_never_again_by_itself(project: Path) -> None:
    assert runs(project, lambda: None, lambda: None) == [[]]


@pytest.mark.parametrize("file", ["flows/a.yaml", "flows/locales/de.yaml", "intents/b.yaml", "handlers.py"])
def test_a_save_is_seen_wherever_it_matters(project: Path, file: str) -> None:
    assert runs(project, lambda: (project / file).write_text("longer", "utf-8")) == [[], [file]]


def test_a_new_file_one_that_goes_and_one_that_is_renamed(project: Path) -> None:
    assert runs(
        project,
        lambda: (project / "flows" / "new.yaml").write_text("x", "utf-8"),
        (project / "flows" / "a.yaml").unlink,
        lambda: (project / "flows" / "new.yaml").rename(project / "flows" / "newer.yaml"),
    ) == [[], ["flows/new.yaml"], ["flows/a.yaml"], ["flows/new.yaml", "flows/newer.yaml"]]


def test_a_save_of_the_same_length_is_seen_by_its_time(project: Path) -> None:
    file = project / "flows" / "a.yaml"

    def save() -> None:
        file.write_text("y", "utf-8")
        os.utime(file, ns=(1, file.stat().st_mtime_ns + 1))

    assert runs(project, save) == [[], ["flows/a.yaml"]]


def test_what_is_no_part_of_a_project_is_not_watched(project: Path) -> None:
    assert runs(
        project,
        lambda: (project / ".trunkline" / "graph.html").write_text("x", "utf-8"),
        lambda: (project / "flows" / "a.yaml.swp").write_text("x", "utf-8"),
        lambda: (project / "notes.md").write_text("x", "utf-8"),
    ) == [[]]


def test_a_file_that_is_still_being_written_is_waited_for(project: Path) -> None:
    file = project / "flows" / "a.yaml"
    found: list[int] = []

    def ticks() -> Iterator[None]:
        for size in (10, 20, 30):
            file.write_text("y" * size, "utf-8")
            yield
        yield
        yield

    watch(project, lambda _: found.append(file.stat().st_size), ticks())
    assert found == [1, 30]


def test_two_saves_at_once_are_one_rerun(project: Path) -> None:
    def save() -> None:
        (project / "flows" / "a.yaml").write_text("both", "utf-8")
        (project / "intents" / "b.yaml").write_text("both", "utf-8")

    assert runs(project, save) == [[], ["flows/a.yaml", "intents/b.yaml"]]


def test_a_file_that_is_saved_while_its_rerun_runs_is_played_again(project: Path) -> None:
    file = project / "flows" / "a.yaml"
    found: list[str] = []

    def rerun(_files: object) -> None:
        found.append(file.read_text("utf-8"))
        if len(found) == 1:
            file.write_text("second", "utf-8")

    watch(project, rerun, range(4))
    assert found == ["x", "second"]


def test_a_project_that_is_gone_has_no_stamps(tmp_path: Path) -> None:
    assert stamps(tmp_path / "nowhere") == {}
    assert changed({}, {}) == ()
