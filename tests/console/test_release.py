"""Releasing, trying, promoting, going back: what each says, and what it leaves in force."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from console.main import app
from console.release import share_of
from engine.errors import ReleaseError, SettingsError, TrunklineError
from engine.releases.register import Register
from engine.releases.shelf import Shelf

Edit = Callable[[Path, str, str, str], None]


def trunkline(shop: Path, verb: str, *more: str) -> Result:
    return CliRunner().invoke(app, [verb, *more, "--project", str(shop)])


def released(shop: Path, *more: str) -> dict[str, Any]:
    result = trunkline(shop, "release", "--json", *more)
    assert result.exit_code == 0, result.output
    return last(result)


def last(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def register(shop: Path) -> Register:
    return Shelf(shop / ".trunkline").register()


def failure(result: Result) -> TrunklineError:
    assert isinstance(result.exception, TrunklineError), result.output
    return result.exception


def test_a_release_says_how_it_went_and_is_current(shop: Path, teach: Any) -> None:
    teach(shop, "tiny")
    result = trunkline(shop, "release")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert all(line.startswith("ok  ") for line in lines[:-1])
    assert lines[-1] == f"{register(shop).current} is current."
    assert any("with the model" in line for line in lines)


def test_everything_in_the_way_is_printed_and_nothing_is_released(shop: Path, edit: Edit) -> None:
    edit(shop, "flows/make_payment.yaml", "do: till.take", "do: till.tkae")
    edit(shop, "flows/order_status.yaml", "order.place", "order.plaec")
    result = trunkline(shop, "release", "--json")
    assert result.exit_code == 1
    assert "SHUT check" in result.output
    assert "flows/make_payment.yaml:" in result.output
    assert "flows/order_status.yaml:" in result.output
    told = last(result)
    assert told["ok"] is False
    assert {gate["gate"]: gate["ok"] for gate in told["gates"]}["check"] is False
    assert register(shop) == Register()


def test_a_failed_conversation_is_printed_with_what_was_heard(shop: Path, edit: Edit) -> None:
    edit(shop, "flows/make_payment.yaml", "How much", "Say how many")
    result = trunkline(shop, "release")
    assert result.exit_code == 1
    assert "SHUT conversations, pinned" in result.output
    assert "heard: Say how many" in result.output


@pytest.mark.parametrize("verb", [("release",), ("test", "--coverage"), ("graph", "--coverage")])
def test_a_handler_that_cannot_be_called_is_told_with_its_conversation_and_leaves_no_raw_line(
    shop: Path, edit: Edit, verb: tuple[str, ...]
) -> None:
    skipped = '  - if: order.place == "nowhere"\n    then:\n      - ask: amount\n  - do: till.take\n'
    edit(shop, "flows/order_status.yaml", "  - say: Your", f"{skipped}  - say: Your")
    edit(shop, "handlers.py", ", commits=True", "")
    result = trunkline(shop, *verb)
    assert "handler_unwired" not in result.output
    assert ("till.take could not be called: till.take needs amount" in result.output) is (verb[0] != "graph")


def test_what_has_not_changed_stays_as_it_is(shop: Path) -> None:
    first = released(shop)
    again = released(shop)
    assert (again["current"], again["history"]) == (first["current"], first["history"])


def test_a_candidate_gets_a_share_and_is_promoted(shop: Path, teach: Any, edit: Edit) -> None:
    teach(shop, "tiny")
    current = released(shop)["current"]
    edit(shop, "flows/welcome.yaml", "Thanks for calling", "Good to hear from you. This is")
    told = released(shop, "--candidate", "--share", "2.5%")
    assert (told["current"], told["share"]) == (current, 0.025)
    result = trunkline(shop, "release", "--list")
    assert "candidate, 2.5 %" in result.output
    assert f"{told['candidate']} is on trial and takes 2.5 % of new calls." in result.output
    promoted = last(trunkline(shop, "release", "--promote", "--json"))
    assert (promoted["current"], promoted["candidate"]) == (told["candidate"], None)


def test_rollback_withdraws_a_candidate_then_goes_back(shop: Path, teach: Any, edit: Edit) -> None:
    teach(shop, "tiny")
    first = released(shop)["current"]
    edit(shop, "flows/welcome.yaml", "Thanks for calling", "Good to hear from you. This is")
    second = released(shop)["current"]
    edit(shop, "flows/welcome.yaml", "Good to hear from you.", "Hello.")
    released(shop, "--candidate")
    for expected in (second, first):
        told = last(trunkline(shop, "rollback", "--json"))
        assert (told["current"], told["candidate"]) == (expected, None)
    assert "no release before" in str(failure(trunkline(shop, "rollback")))
    assert last(trunkline(shop, "rollback", second[:8], "--json"))["current"] == second


def test_rollback_to_a_damaged_release_is_refused(shop: Path, edit: Edit) -> None:
    first = released(shop)["current"]
    edit(shop, "flows/welcome.yaml", "Thanks for calling", "Good to hear from you. This is")
    second = released(shop)["current"]
    (shop / ".trunkline" / "releases" / first / "handlers.py").unlink()
    problem = failure(trunkline(shop, "rollback"))
    assert isinstance(problem, ReleaseError)
    assert "handlers.py is missing" in str(problem)
    assert register(shop).current == second


def test_rollback_to_what_no_server_could_load_is_refused(shop: Path, teach: Any) -> None:
    released(shop)
    teach(shop, "tiny")
    second = released(shop)["current"]
    assert "before there was an intent model" in str(failure(trunkline(shop, "rollback")))
    assert register(shop).current == second


@pytest.mark.parametrize(
    ("verb", "more", "told"),
    [
        ("release", ["--candidate", "--promote"], "three things"),
        ("release", ["--share", "10%"], "candidate's"),
        ("release", ["--candidate", "--share", "most"], "no share"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(shop: Path, verb: str, more: list[str], told: str) -> None:
    problem = failure(trunkline(shop, verb, *more))
    assert isinstance(problem, SettingsError)
    assert told in str(problem)


@pytest.mark.parametrize(
    ("more", "told"),
    [(["--promote"], "no candidate"), (["--candidate"], "no current release")],
)
def test_what_cannot_be_done_yet_says_what_to_do(shop: Path, more: list[str], told: str) -> None:
    problem = failure(trunkline(shop, "release", *more))
    assert told in str(problem)
    assert "trunkline release" in problem.todo


def test_nothing_released_is_told_too(shop: Path) -> None:
    result = trunkline(shop, "release", "--list", "--json")
    assert result.exit_code == 0
    assert "working files" in result.output
    assert last(result) == {
        "ok": True, "current": None, "candidate": None, "share": 0.0, "before": [], "history": [], "releases": [],
    }  # fmt: skip


def test_the_list_says_what_its_parts_are_and_no_line_ends_in_spaces(shop: Path) -> None:
    name = released(shop)["current"]
    table, _, history = trunkline(shop, "release", "--list").output.partition("\nWhat was done:\n")
    assert table.startswith("release ")
    assert f"released {name}\n\n{name} is current.\n" in history
    assert not any(line != line.rstrip() for line in (table + history).splitlines())


@pytest.mark.parametrize(("text", "share"), [("10%", 1000), ("2.5%", 250), (" 50 ", 5000), ("0.01%", 1)])
def test_a_share_is_a_percentage(text: str, share: int) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["", "0%", "100%", "-5", "nan", "inf", "1e400", "10%%", "0.001%"])
def test_other_shares_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="no share"):
        share_of(text)


def test_sentences_that_the_model_has_not_learned_are_in_the_way(shop: Path, teach: Any, edit: Edit) -> None:
    teach(shop, "tiny")
    edit(shop, "intents/human.yaml", "speak a person", "somebody please")
    result = trunkline(shop, "release")
    assert result.exit_code == 1
    assert "SHUT intent model" in result.output
    assert "trunkline train" in result.output


def test_doctor_says_which_release_is_current(shop: Path, teach: Any) -> None:
    def rung() -> dict[str, str]:
        told = last(trunkline(shop, "doctor", "--json"))
        return next(each for each in told["rungs"] if each["capability"] == "release")

    teach(shop, "tiny")
    assert rung()["provider"] == "working files"
    name = released(shop)["current"]
    assert rung()["provider"] == name
    (shop / ".trunkline" / "releases" / name / "handlers.py").unlink()
    assert rung()["provider"] == "none"
    assert "handlers.py is missing" in rung()["why"]
