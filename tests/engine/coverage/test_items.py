"""What is counted, and what is not because it cannot happen?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.coverage.items import Item, items
from engine.flows.plan import Plan
from engine.release import load

ACME = Path(__file__).parents[2] / "acme"


@pytest.fixture(scope="module")
def hire(plan: Plan) -> Mapping[str, tuple[Item, ...]]:
    return by_flow(plan)


@pytest.fixture(scope="module")
def acme() -> Mapping[str, tuple[Item, ...]]:
    return by_flow(load(ACME).plan)


def by_flow(plan: Plan) -> dict[str, tuple[Item, ...]]:
    found: dict[str, tuple[Item, ...]] = {}
    for item in items(plan):
        found[item.flow] = (*found.get(item.flow, ()), item)
    return found


def names(found: tuple[Item, ...], where: str) -> set[str]:
    return {item.key[2] for item in found if item.kind == "repair" and item.key[1].endswith(where)}


def test_each_item_is_one_thing_with_its_place(plan: Plan) -> None:
    found = items(plan)
    assert len({item.key for item in found}) == len(found)
    assert {item.at.file for item in found} == {f"flows/{name}.yaml" for name in (*plan.project.flows, "project")}
    assert all(item.what and not item.what.endswith(".") for item in found)


def test_a_question_fails_as_often_as_it_may_and_each_kind_of_failure_counts(
    hire: Mapping[str, tuple[Item, ...]],
) -> None:
    assert names(hire["hire"], "/ask.bike") == {
        "silence 1", "no_match 1", "give_up", "help", "read_back", "digress",
    }  # fmt: skip


def test_what_is_known_at_a_question_may_be_corrected_there_and_after_the_commit_no_more(
    hire: Mapping[str, tuple[Item, ...]],
) -> None:
    before, after = (
        names(hire["hire"], "confirm.a_bike_bike_for"),
        names(hire["hire"], "confirm.your_number_is_booking"),
    )
    assert {"correct bike", "correct hours"} <= before
    assert {"refuse bike", "refuse hours"} <= after
    assert not {name for name in (*before, *after) if "pin" in name or "adult" in name}
    assert not any(name.startswith("refuse") for name in before)
    assert not any(name.startswith("correct") for name in after)


def test_a_value_of_the_kind_that_is_asked_must_have_a_name_to_be_corrected_by(
    hire: Mapping[str, tuple[Item, ...]],
) -> None:
    assert "correct bike" in names(hire["hire"], "/ask.hours")
    assert {"correct bike", "correct hours"} <= names(hire["member"], "/ask.adult")


def test_a_flow_that_does_not_let_go_refuses_and_a_secret_takes_no_words(hire: Mapping[str, tuple[Item, ...]]) -> None:
    assert {"digress", "stay"} & names(hire["member"], "/ask.adult") == {"stay"}
    assert names(hire["member"], "/ask.pin") == {"silence 1", "no_match 1", "give_up", "help", "stay"}


def test_a_match_that_names_every_value_has_no_else_and_an_undeclared_block_no_say(
    hire: Mapping[str, tuple[Item, ...]],
) -> None:
    taken = {item.key for item in hire["hire"] if item.kind == "outcome"}
    assert ("outcome", "hire/match.found_band", "cheap") in taken
    assert ("outcome", "hire/match.found_band", "else") not in taken
    assert ("outcome", "hire/do.bikes.book", "taken") in taken  # declared, and without a block of its own


def test_a_match_with_more_values_than_cases_has_an_else(acme: Mapping[str, tuple[Item, ...]]) -> None:
    assert ("outcome", "order_status/match.order_state", "else") in {item.key for item in acme["order_status"]}


def test_error_and_timeout_of_every_handler_are_repairs(hire: Mapping[str, tuple[Item, ...]]) -> None:
    failed = {item.key[1:] for item in hire["hire"] if item.kind == "repair" and item.key[0] == "outcome"}
    assert failed == {
        (f"hire/do.{name}", what) for name in ("bikes.find", "bikes.book") for what in ("error", "timeout")
    }


def test_every_text_counts_once_wherever_it_is_heard_and_none_that_never_can_be(
    hire: Mapping[str, tuple[Item, ...]], acme: Mapping[str, tuple[Item, ...]]
) -> None:
    texts = {item.key[1:] for item in hire["hire"] if item.kind == "prompt"}
    assert {("slot.bike", role) for role in ("ask", "short", "retry 1", "silence", "help")} <= texts
    assert ("slot.hours", "check 1") in texts
    assert {("hire/say.okay_i_wont", f"say any {n}") for n in (1, 2)} <= texts
    assert ("hire/do.bikes.book", "filler") in texts
    assert not any(item.at.file == "built-in" for found in (*hire.values(), *acme.values()) for item in found)
    disclosed = [item for item in hire["project"] if item.kind == "prompt" and item.at.line == 7]
    assert [item.what for item in disclosed] == ["say.youre_talking_to_a never heard"]


def test_labels_and_keys_are_starts(hire: Mapping[str, tuple[Item, ...]]) -> None:
    assert {item.key[2] for item in hire["hire"] if item.kind == "start"} == {"hire", "book"}
    assert [(item.key[1], item.key[2], str(item.at)) for item in hire["welcome"] if item.kind == "start"] == [
        ("welcome/listen.what_can_i_do", "1", "flows/welcome.yaml:9:12")
    ]


def test_acts_count_once_for_a_flow_that_asks_and_not_for_one_that_does_not(
    hire: Mapping[str, tuple[Item, ...]],
) -> None:
    assert {item.key[2] for item in hire["hire"] if item.key[:2] == ("repair", "hire")} == {
        "repeat", "hold", "cancel", "human",
    }  # fmt: skip
    assert not [item for item in hire["opening"] if item.kind == "repair"]


def test_an_outcome_points_at_its_own_line(hire: Mapping[str, tuple[Item, ...]]) -> None:
    (none_left,) = (item for item in hire["hire"] if item.key[2] == "none_left")
    assert str(none_left.at) == "flows/hire.yaml:27:7"
    assert none_left.what == "do.bikes.find outcome 'none_left' never taken"
