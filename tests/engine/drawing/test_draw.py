"""Is everything that a designer wrote in the picture, once, and nothing else?"""

from __future__ import annotations

import pytest

from engine.coverage.items import ANYWHERE, items
from engine.drawing.boxes import called
from engine.drawing.draw import picture
from engine.drawing.faces import face
from engine.drawing.picture import DONE, Panel, Picture
from engine.flows.model import Do
from engine.flows.plan import BUILT_IN, Plan


def panel(drawn: Picture, name: str) -> Panel:
    return next(each for each in drawn.panels if each.name == name)


def test_every_step_has_one_box_in_its_flows_panel(plan: Plan, drawn: Picture) -> None:
    boxes = [(each.name, box.node) for each in drawn.panels for box in each.boxes if box.node != DONE]
    steps = [(node.flow or ANYWHERE, node.name) for node in plan.nodes.values() if node.step and node.at != BUILT_IN]
    assert sorted(boxes) == sorted(steps)


def test_every_box_points_at_its_line_and_shows_its_text(plan: Plan, drawn: Picture) -> None:
    for each in drawn.panels:
        for box in each.boxes:
            if box.node != DONE:
                node = plan.nodes[box.node]
                assert box.at == node.at
                prompt = getattr(node.step, "prompt", None)
                assert prompt is None or box.text == prompt.variants[0].source


def test_ways_are_the_plans_edges_with_their_labels(plan: Plan, drawn: Picture) -> None:
    for each in drawn.panels:
        inside = {box.node for box in each.boxes}
        for way in each.ways:
            assert {way.source, way.target} <= inside
            node = plan.nodes[way.source]
            target = "return" if way.target == DONE else way.target
            assert set(way.labels) <= {label for label, ahead in node.edges.items() if ahead == target}
            assert bool(way.labels) == bool(node.outcomes)


def test_outcomes_that_lead_to_one_step_share_a_way(hire: Plan) -> None:
    ways = {(way.source, way.labels) for way in panel(picture(hire), "hire").ways}
    assert ("hire/confirm.your_number_is_booking", ("no",)) in ways
    assert ("hire/do.bikes.find", ("none_left",)) in ways
    assert ("hire/do.bikes.find", ("done",)) in ways


def test_only_a_redo_goes_back(plan: Plan, drawn: Picture) -> None:
    for each in drawn.panels:
        assert all(way.back == ("/redo." in way.source) for way in each.ways)


def test_texts_and_repairs_are_folded_into_the_question(hire: Plan) -> None:
    boxes = {box.node: box for box in panel(picture(hire), "hire").boxes}
    folds = {fold.label: fold.text for fold in boxes["hire/ask.bike"].folds}
    assert folds["short"] == "Which bike?"
    assert folds["silence"] == "Are you there? Road, mountain or electric?"
    assert {"silence 1", "no-match 1", "give-up", "digress", "read-back"} <= folds.keys()
    assert "say any 2" in {fold.label for fold in boxes["hire/say.okay_i_wont"].folds}


def test_a_menu_is_never_folded_away(hire: Plan) -> None:
    (box,) = (box for box in panel(picture(hire), "welcome").boxes if box.kind == "listen")
    assert [(fold.label, fold.key) for fold in box.keys] == [("1 hire", ("start", "welcome/listen.what_can_i_do", "1"))]
    words = [piece.text for row in face(box, unfolded=False).rows for piece in row.pieces]
    assert words == ["listen", "What can I do?", "1 hire", "+ 1 more text, 5 repairs"]


def test_an_outcome_without_a_block_is_folded_away(hire: Plan) -> None:
    boxes = {box.node: box for box in panel(picture(hire), "hire").boxes}
    assert {fold.label for fold in boxes["hire/do.bikes.book"].folds} == {"taken", "error", "timeout"}


def test_every_key_of_the_picture_is_one_that_coverage_counts(plan: Plan, drawn: Picture) -> None:
    known = {item.key for item in items(plan)}
    for each in drawn.panels:
        keys = [box.key for box in each.boxes if box.node != DONE]
        keys += [chip.key for chip in (*each.starts, *each.acts)]
        keys += [("outcome", way.source, label) for way in each.ways for label in way.labels]
        assert set(keys) <= known
        keys += [fold.key for box in each.boxes for fold in box.keys]
        assert set(keys) <= known
        unheard = {fold.key for box in each.boxes for fold in box.folds} - known
        assert all(kind == "prompt" and name.startswith("retry") for kind, _, name in unheard)


def test_what_commits_and_what_is_secret_say_so(hire: Plan) -> None:
    tags = {box.node: box.tags for each in picture(hire).panels for box in each.boxes if box.tags}
    assert tags == {"hire/do.bikes.book": ("commits",), "member/ask.pin": ("secret",)}
    assert {each.name for each in picture(hire).panels if each.commits} == {"hire"}
    assert all(hire.nodes[name].commits for name in tags if isinstance(hire.nodes[name].step, Do))


def test_flows_hang_together_by_runs_keys_and_what_callers_ask_for(hire: Plan) -> None:
    assert {(bond.source, bond.target, bond.kind, bond.label) for bond in picture(hire).bonds} == {
        ("hire", "member", "run", ""),
        ("welcome", "hire", "menu", "key 1"),
        (ANYWHERE, "hire", "digress", "hire, book"),
        (ANYWHERE, "opening", "digress", "opening"),
    }


def test_what_happens_anywhere_has_a_panel_of_its_own(hire: Plan) -> None:
    assert [tree.name for tree in panel(picture(hire), ANYWHERE).trees] == ["on human", "on give_up", "on error"]


def test_some_flows_can_be_drawn_alone(hire: Plan) -> None:
    drawn = picture(hire, {"hire", "member"})
    assert [each.name for each in drawn.panels] == ["hire", "member"]
    assert [bond.kind for bond in drawn.bonds] == ["run"]


@pytest.mark.parametrize(
    ("name", "shown"), [("no_match 2", "no-match 2"), ("correct order_number", "correct order_number")]
)
def test_a_repair_is_called_in_words_and_a_slot_keeps_its_name(name: str, shown: str) -> None:
    assert called(name) == shown
