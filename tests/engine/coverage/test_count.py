"""How much happened, is it enough, and how is it told?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.coverage.count import Count, Coverage, committing, coverage, gaps, hits
from engine.coverage.gate import Required, parse_required, shortfalls
from engine.coverage.lcov import lcov
from engine.coverage.report import as_object, table
from engine.flows.plan import Plan
from engine.rehearsal.run import Played
from engine.types import Took

Play = Callable[[str], tuple[Played, ...]]
PERSON = "- call: x\n  turns:\n    - keys: '1'\n    - caller: an agent please\n"


def test_everything_that_is_counted_can_happen(plan: Plan, everything: Sequence[Played]) -> None:
    covered = coverage(plan, everything)
    assert [str(item.at) + " " + item.what for item in gaps(covered)] == []
    assert shortfalls(covered, Required(100, 100)) == ()


def test_without_a_conversation_everything_is_missing(plan: Plan) -> None:
    covered = coverage(plan, ())
    assert len(gaps(covered)) == len(covered.hits) == sum(covered.total(kind).total for kind in covered.flows[0].counts)
    assert all(count.covered == 0 for flow in covered.flows for count in flow.counts.values())


def test_one_conversation_less_leaves_its_own_gap(plan: Plan, everything: Sequence[Played]) -> None:
    fewer = [each for each in everything if each.call.name != "the booking hangs"]
    (gap,) = gaps(coverage(plan, fewer))
    assert f"{gap.at} {gap.what}" == "flows/hire.yaml:46:5 do.bikes.book timeout never happened"


def test_a_call_counts_what_it_did_and_nothing_else(plan: Plan, playing: Play) -> None:
    covered = coverage(plan, playing(PERSON))
    done = {item.key for item, n in covered.hits.items() if n}
    assert done == {
        ("prompt", "on.started/say.youre_talking_to_a", "say"),
        ("step", "welcome/say.thanks_for_calling_hill", ""),
        ("prompt", "welcome/say.thanks_for_calling_hill", "say"),
        ("step", "welcome/listen.what_can_i_do", ""),
        ("prompt", "welcome/listen.what_can_i_do", "listen"),
        ("start", "welcome/listen.what_can_i_do", "1"),
        ("step", "hire/ask.bike", ""),
        ("prompt", "slot.bike", "ask"),
        ("repair", "hire", "human"),
        ("step", "on.human/transfer.desk", ""),
    }


def test_a_silence_after_a_no_match_is_the_second_failure(plan: Plan, playing: Play) -> None:
    (played,) = playing("- call: x\n  turns:\n    - keys: '9'\n    - silence\n")
    noted = [took for turn in played.turns for took in turn.took if took.kind == "repair"]
    question = "welcome/listen.what_can_i_do"
    assert noted == [Took(question, "repair", "no_match 1"), Took(question, "repair", "give_up")]


def test_a_label_that_started_nothing_is_no_start(plan: Plan, playing: Play) -> None:
    (played,) = playing(
        "- call: x\n  turns:\n    - caller: a bike when you open\n      understood: {between: [hire, opening]}\n"
        "    - keys: '2'\n"
    )
    assert not [took for turn in played.turns for took in turn.took if took.kind == "start"]


def test_flows_that_commit_are_those_that_hold_or_run_such_a_handler(plan: Plan) -> None:
    assert committing(plan) == {"hire"}


def test_the_gate_asks_for_everything_where_it_commits(plan: Plan, everything: Sequence[Played]) -> None:
    lost = ("the booking hangs", "repairs the pin")
    fewer = [each for each in everything if each.call.name not in lost]
    short = shortfalls(coverage(plan, fewer), Required())
    assert [str(each) for each in short] == [
        "hire: repairs 34/35 is 97 %, 100 % is required",
        "the other flows: repairs 21/25 is 84 %, 90 % is required",
    ]
    assert [each.group for each in shortfalls(coverage(plan, fewer), Required(0, 90))] == ["the other flows"]
    assert shortfalls(coverage(plan, fewer), Required(97, 84)) == ()


@pytest.mark.parametrize(
    ("text", "required"),
    [("commits=100,others=90", Required()), (" others = 5 ", Required(100, 5)), ("commits=0", Required(0, 90))],
)
def test_what_is_required_can_be_written(text: str, required: Required) -> None:
    assert parse_required(text) == required


@pytest.mark.parametrize("text", ["", "commits", "commits=", "commits=101", "commits=-1", "all=90", "commits=9.5"])
def test_what_is_not_required_so_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse_required(text)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_percentage_is_100_only_when_nothing_is_missing(covered: int, more: int) -> None:
    count = Count(covered, covered + more)
    assert (count.percent == 100) is (more == 0)


def test_the_table_names_every_flow_and_every_gap(plan: Plan, everything: Sequence[Played]) -> None:
    fewer = [each for each in everything if each.call.name != "the booking hangs"]
    lines = list(table(plan, coverage(plan, fewer)))
    (hire,) = (line for line in lines if line.startswith("  hire*"))
    assert hire.split()[1:] == "steps 16/16 outcomes 10/10 repairs 34/35 prompts 17/17 starts 2/2".split()  # noqa: SIM905
    assert "       flows/hire.yaml:46:5 do.bikes.book: timeout never happened" in lines
    assert lines[-1] == "  * contains or runs a handler that commits"


def test_of_one_flow_only_that_one_is_told_and_its_own_line_is_all(plan: Plan, everything: Sequence[Played]) -> None:
    lines = list(table(plan, coverage(plan, everything), {"hire"}))
    assert [line.split()[0] for line in lines] == ["hire*", "*"]


def test_every_gap_is_a_line_where_that_is_asked(plan: Plan, playing: Play) -> None:
    covered = coverage(plan, playing(PERSON))
    lines = list(table(plan, covered, everything=True))
    assert sum(line.startswith("       ") for line in lines) == len(gaps(covered))
    assert sum(line.startswith("       ") for line in table(plan, covered)) < len(gaps(covered)) / 3


def test_programs_get_it_as_json_values(plan: Plan, everything: Sequence[Played]) -> None:
    covered = coverage(plan, everything[:3])
    found = json.loads(json.dumps(as_object(covered, shortfalls(covered, Required()))))
    assert [flow["flow"] for flow in found["flows"]] == [flow.name for flow in covered.flows]
    assert found["enough"] is False
    assert len(found["gaps"]) == len(gaps(covered))
    assert set(found["gaps"][0]) == {"file", "line", "column", "flow", "kind", "what"}
    assert found["total"]["steps"]["total"] == sum(flow["steps"]["total"] for flow in found["flows"])
    assert "short" not in as_object(covered, None)


def test_a_record_from_a_log_counts_like_a_turn(plan: Plan, everything: Sequence[Played]) -> None:
    turns = [turn for played in everything for turn in played.turns]
    rows = [json.loads(json.dumps([turn.path, [[t.where, t.kind, t.name] for t in turn.took]])) for turn in turns]

    class Row:
        def __init__(self, row: list[list[str]]) -> None:
            self.path = tuple(row[0])
            self.took = tuple(Took(*each) for each in row[1])  # type: ignore[arg-type]

    assert hits(plan, map(Row, rows)) == hits(plan, turns)


# -------------------------------------------------------------------------------------------------------------- lcov


def records(text: str) -> dict[str, dict[str, list[list[str]]]]:
    """Parse a tracefile: file -> kind of line -> its fields."""
    found: dict[str, dict[str, list[list[str]]]] = {}
    for record in text.split("end_of_record\n")[:-1]:
        lines = [line.partition(":") for line in record.splitlines()]
        (file,) = (value for kind, _, value in lines if kind == "SF")
        found[file] = {}
        for kind, _, value in lines:
            found[file].setdefault(kind, []).append(value.split(","))
    return found


@pytest.fixture
def fewer(plan: Plan, everything: Sequence[Played]) -> Coverage:
    return coverage(plan, everything[:4])


def test_lcov_paints_every_line_and_branch_once(fewer: Coverage) -> None:
    for file, record in records(lcov(fewer)).items():
        items = {item: n for item, n in fewer.hits.items() if item.at.file == file}
        lines = {int(line): int(n) for line, n in record.get("DA", ())}
        assert lines.keys() == {item.at.line for item in items}
        own = {item: n for item, n in items.items() if item.kind in ("step", "prompt", "start")}
        assert all(lines[item.at.line] <= n for item, n in own.items())
        announced = {item.at.line for item in items} - {item.at.line for item in own}
        assert all(lines[i.at.line] >= n for i, n in items.items() if i.at.line in announced)
        branches = record.get("BRDA", [])
        assert len({tuple(branch[:3]) for branch in branches}) == len(branches)
        assert sorted(int(branch[3]) for branch in branches) == sorted(
            n for item, n in items.items() if item.kind in ("outcome", "repair")
        )
        assert record["LF"] == [[str(len(lines))]]
        assert record["LH"] == [[str(sum(n > 0 for n in lines.values()))]]
        assert record["BRF"] == [[str(len(branches))]]
        assert record["BRH"] == [[str(sum(int(branch[3]) > 0 for branch in branches))]]


def test_a_line_of_which_a_part_never_happened_is_not_painted_as_run(fewer: Coverage) -> None:
    hire = records(lcov(fewer))["flows/hire.yaml"]
    lines = {int(line): int(n) for line, n in hire["DA"]}
    assert lines[8] > 0  # the question
    assert lines[39] == 0  # the retry of a confirmation at which nobody failed
    assert lines[11] == 1  # a retry that was heard once
