from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from engine.understanding.manifest import current
from engine.understanding.registry import BACK, IN_FORCE, LOG, MADE, REMOVED, SHADOWS, Event, Registry, way_back

from .conftest import write_manifest


@pytest.fixture
def registry(model: Path) -> Registry:
    """Three models; ``tiny`` came into force before there was a log."""
    for name in ("better", "third"):
        shutil.copytree(model, model.with_name(name))
        write_manifest(model.with_name(name))
    return Registry(model.parent)


def did(registry: Registry) -> list[tuple[str, str]]:
    return [(event.what, event.model) for event in registry.events()]


def test_what_is_put_in_force_is_logged_with_why_and_what_was_before(registry: Registry) -> None:
    registry.put("better", "every gate is open", figures={"accuracy": 0.02})
    assert registry.in_force == current(registry.folder).name == "better"
    assert did(registry) == [(IN_FORCE, "tiny"), (IN_FORCE, "better")]
    assert registry.events()[-1].why == "every gate is open"
    assert registry.events()[-1].figures == {"accuracy": 0.02}
    assert not list(registry.folder.glob(".current*"))


def test_a_rollback_takes_steps_back_and_not_to_and_fro(registry: Registry) -> None:
    registry.put("better", "")
    registry.put("third", "")
    assert registry.roll_back("", "callers complain") == "better"
    assert registry.roll_back("", "still") == "tiny"
    with pytest.raises(ModelError, match="before this one"):
        registry.roll_back("", "")
    assert registry.roll_back("thi", "") == "third"
    assert registry.before() == "tiny"


def test_a_model_that_cannot_be_opened_never_comes_into_force(registry: Registry) -> None:
    (registry.folder / "better" / "encoder.bin").write_bytes(b"half")
    for change in (lambda: registry.put("better", ""), lambda: registry.follow("better", "")):
        with pytest.raises(ModelError, match="hash differs"):
            change()
    assert (registry.in_force, registry.shadow, registry.events()) == ("tiny", "", ())


def test_the_way_back_from_a_damaged_model_leads_past_others_that_are(registry: Registry) -> None:
    assert registry.whole_before() == ""
    registry.put("better", "")
    registry.put("third", "")
    assert registry.whole_before() == "better"
    (registry.folder / "better" / "encoder.bin").write_bytes(b"half")
    assert registry.whole_before() == "tiny"
    shutil.rmtree(registry.folder / "tiny")
    assert registry.whole_before() == ""


def test_a_shadow_follows_until_it_is_stopped_or_comes_into_force(registry: Registry) -> None:
    with pytest.raises(ModelError, match="itself"):
        registry.follow("tiny", "")
    registry.follow("better", "to be seen at work")
    assert registry.shadow == "better"
    assert registry.stop("seen enough") == "better"
    assert registry.shadow == ""
    with pytest.raises(ModelError, match="no intent model shadows"):
        registry.stop("")
    registry.follow("better", "again")
    registry.put("better", "")
    assert (registry.in_force, registry.shadow) == ("better", "")
    assert not (registry.folder / "shadow").exists()
    (registry.folder / "shadow").write_text("better\n")  # somebody was killed on the way
    assert registry.shadow == ""
    registry.put("tiny", "")
    assert registry.shadow == "better"


def test_the_models_that_are_there(registry: Registry) -> None:
    registry.note(MADE, "third")
    registry.follow("better", "")
    (registry.folder / "broken").mkdir()
    (registry.folder / "broken" / "manifest.json").write_text("{")
    found = {each.manifest.name: (each.in_force, each.shadows) for each in registry.models()}
    assert found == {"tiny": (True, False), "better": (False, True), "third": (False, False)}
    assert registry.models()[-1].made == registry.events()[0].at
    assert registry.find("th") == "third"
    with pytest.raises(ModelError, match="2 intent models begin with 't'"):
        registry.find("t")
    with pytest.raises(ModelError, match="no intent model"):
        registry.find("gone")


def test_what_is_removed_is_gone_and_no_step_leads_back_to_it(registry: Registry) -> None:
    registry.put("better", "")
    registry.put("third", "")
    registry.remove("better", "a caller was erased")
    assert not (registry.folder / "better").exists()
    assert not list(registry.folder.glob(".removed-*"))
    assert (registry.events()[-1].what, registry.events()[-1].why) == (REMOVED, "a caller was erased")
    assert {each.manifest.name for each in registry.models()} == {"tiny", "third"}
    assert registry.roll_back("", "") == "tiny"


def test_neither_the_model_in_force_nor_its_shadow_is_removed(registry: Registry) -> None:
    registry.follow("better", "")
    for name, todo in (("tiny", "trunkline promote"), ("better", "trunkline shadow --stop")):
        with pytest.raises(ModelError) as error:
            registry.remove(name, "")
        assert todo in error.value.todo
        assert (registry.folder / name / "manifest.json").exists()
    assert did(registry) == [(SHADOWS, "better")]


def test_what_was_left_of_a_removal_goes_with_the_next(registry: Registry) -> None:
    (registry.folder / "better").rename(registry.folder / ".removed-better")  # somebody was killed on the way
    registry.remove("third", "")
    assert not list(registry.folder.glob(".removed-*"))


def test_the_challenger_is_the_newest_that_never_was_in_force(registry: Registry) -> None:
    registry.put("better", "")
    assert registry.challenger() == "third"
    registry.put("third", "")
    registry.roll_back("", "")
    with pytest.raises(ModelError, match="was in force already"):
        registry.challenger()


def test_a_line_that_was_cut_does_not_spoil_the_next(registry: Registry) -> None:
    registry.follow("better", "")
    with (registry.folder / LOG).open("ab") as file:
        file.write(b'{"at":"2026-')
    registry.follow("third", "")
    assert did(registry) == [(SHADOWS, "better"), (SHADOWS, "third")]
    assert len([json.loads(line) for line in (registry.folder / LOG).read_text().splitlines() if line[-1] == "}"]) == 2


def test_many_at_once_each_leave_a_line(registry: Registry) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: registry.put(("better", "third", "tiny")[n % 3], str(n)), range(24)))
    assert sorted(event.why for event in registry.events() if event.why != "found in force") == sorted(
        map(str, range(24))
    )
    assert registry.events()[-1].model == registry.in_force


STEPS = st.lists(st.tuples(st.sampled_from([IN_FORCE, BACK, SHADOWS, MADE]), st.sampled_from("abcd")))


@given(STEPS)
def test_the_way_back_ends_with_what_is_in_force(steps: list[tuple[str, str]]) -> None:
    way = way_back(Event("", what, model) for what, model in steps)
    put = [model for what, model in steps if what in {IN_FORCE, BACK}]
    assert way[-1:] == tuple(put[-1:])
    assert {*way} <= {*put}
    assert all(one != other for one, other in pairwise(way))


@given(STEPS, st.sampled_from("abcd"))
def test_the_way_back_has_no_step_to_what_was_removed(steps: list[tuple[str, str]], gone: str) -> None:
    events = [Event("", what, model) for what, model in steps]
    before, way = way_back(events), way_back([*events, Event("", REMOVED, gone)])
    assert gone not in way
    assert {*way} == {*before} - {gone}
    assert all(one != other for one, other in pairwise(way))


@given(STEPS, st.integers(1, 5))
def test_as_many_steps_back_as_there_were_forward_lead_to_the_start(steps: list[tuple[str, str]], forward: int) -> None:
    before = [Event("", what, model) for what, model in steps]
    on = [Event("", IN_FORCE, f"new {n}") for n in range(forward)]
    start = way_back(before)
    for n in range(forward - 1, -1, -1):
        expected = way_back([*before, *on[:n]])
        if expected:
            on.append(Event("", BACK, expected[-1]))
            assert way_back([*before, *on]) == expected
    assert way_back([*before, *on])[: len(start)] == start
