"""Is the Mermaid text what Mermaid takes? Read by strict rules of our own: what passes here was drawn by Mermaid 11."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.drawing.draw import picture
from engine.drawing.mermaid import mermaid
from engine.drawing.overlay import NOTHING, Mark, Overlay
from engine.drawing.picture import Panel, Picture
from engine.flows.plan import Plan

NAME = r"[A-Za-z]\w*"
TEXT = r'"(?:[^"#<>&`\\\n]|<br/>|#(?:quot|lt|gt|amp|35|92);)+"'
SHAPES = ((r"\[", r"\]"), (r"\{\{", r"\}\}"), (r"\[\[", r"\]\]"), (r"\(\[", r"\]\)"), (r"\[/", r"/\]"))
BOX = re.compile("|".join(rf"(?:({NAME}){left}({TEXT}){right})" for left, right in SHAPES), re.ASCII)
WAY = re.compile(rf"({NAME}) (?:-->|-\.->)(?:\|({TEXT})\|)? ({NAME})", re.ASCII)
SUBGRAPH = re.compile(rf"subgraph ({NAME})\[({TEXT})\]", re.ASCII)
CLICK = re.compile(rf"click ({NAME}) href ({TEXT}) ({TEXT})", re.ASCII)
CLASS = re.compile(rf"class ((?:{NAME})(?:,{NAME})*) (\w+)", re.ASCII)
DEFINITION = re.compile(r"classDef (\w+) fill:#\w{6},stroke:#\w{6},color:#\w{6}", re.ASCII)
WORDS_OF_ITS_OWN = {
    "end",
    "graph",
    "flowchart",
    "subgraph",
    "style",
    "class",
    "click",
    "default",
    "linkStyle",
    "direction",
}


def read(text: str) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Return subgraph -> its boxes, and the ways; whatever is not of these forms is refused."""
    lines = text.splitlines()
    assert lines[0] == "flowchart TD"
    boxes: dict[str, list[str]] = {}
    ways: list[tuple[str, str]] = []
    defined: set[str] = set()
    inside = ""
    for line in (each.strip() for each in lines[1:]):
        if found := SUBGRAPH.fullmatch(line):
            assert not inside
            inside = found[1]
            boxes[inside] = []
        elif line == "end":
            assert inside
            inside = ""
        elif found := WAY.fullmatch(line):
            ways.append((found[1], found[3]))
        elif found := BOX.fullmatch(line):
            boxes[inside].append(next(name for name in found.groups()[::2] if name))
        elif found := DEFINITION.fullmatch(line):
            defined.add(found[1])
        elif found := CLASS.fullmatch(line):
            assert found[2] in defined
        else:
            assert CLICK.fullmatch(line), line
    assert not inside
    return boxes, ways


def test_every_flow_box_and_way_is_there(drawn: Picture) -> None:
    boxes, ways = read(mermaid(drawn, NOTHING))
    assert list(boxes) == [f"flow_{panel.name}" for panel in drawn.panels]
    assert [len(found) for found in boxes.values()] == [len(panel.boxes) for panel in drawn.panels]
    assert len(ways) == sum(len(panel.ways) for panel in drawn.panels) + len(drawn.bonds)


def test_every_name_is_readable_its_own_and_declared(drawn: Picture) -> None:
    boxes, ways = read(mermaid(drawn, NOTHING))
    names = [*boxes, *(name for found in boxes.values() for name in found)]
    assert len(set(names)) == len(names)
    assert not set(names) & WORDS_OF_ITS_OWN
    assert {name for way in ways for name in way} <= set(names)


def test_names_are_those_of_the_steps(hire: Plan) -> None:
    boxes, _ = read(mermaid(picture(hire), NOTHING))
    assert boxes["flow_member"] == [
        "member__ask_adult",
        "member__if_adult",
        "member__ask_pin",
        "member__say_then_somebody_has_to",
        "member__done",
    ]


def test_boxes_can_lead_to_their_lines(hire: Plan) -> None:
    text = mermaid(picture(hire), NOTHING, lambda at: f"{at.file}#L{at.line}")
    read(text)
    assert re.search(r'click hire__ask_bike href "flows/hire\.yaml#35;L\d+" "flows/hire\.yaml:\d+:5"', text)


def test_coverage_is_painted_by_classes(hire: Plan) -> None:
    marks = {("step", "hire/ask.bike", ""): Mark("hit"), ("step", "member/ask.pin", ""): Mark("heat2")}
    text = mermaid(picture(hire), Overlay("x", (), marks))
    read(text)
    assert "  class hire__ask_bike hit\n" in text
    assert "  class member__ask_pin heat2\n" in text


HOSTILE = 'He said "no" <b>bold</b> & `code` #1; \\n | end\n]] }} --> x'


@pytest.mark.parametrize("flow", ["end", "graph", "default", "Ünder-scored flow", "class"])
def test_hostile_texts_and_names_stay_texts_and_names(hire: Plan, flow: str) -> None:
    drawn = picture(hire)

    def renamed(panel: Panel) -> Panel:
        boxes = tuple(replace(box, text=HOSTILE, head=HOSTILE) for box in panel.boxes)
        return replace(panel, name=flow if panel.name == "opening" else panel.name, title=HOSTILE, boxes=boxes)

    changed = replace(drawn, panels=tuple(map(renamed, drawn.panels)), bonds=())
    boxes, _ = read(mermaid(changed, NOTHING))
    assert not set(boxes) & WORDS_OF_ITS_OWN


def test_two_names_that_would_be_one_are_told_apart(hire: Plan) -> None:
    drawn = picture(hire, {"opening"})
    (panel,) = drawn.panels
    box = panel.boxes[0]
    twice = replace(panel, boxes=(*panel.boxes, replace(box, node="opening/say.were-open_from_nine")), ways=())
    boxes, _ = read(mermaid(replace(drawn, panels=(twice,)), NOTHING))
    assert len(set(boxes["flow_opening"])) == 3


def test_a_long_text_is_cut(hire: Plan) -> None:
    drawn = picture(hire, {"opening"})
    (panel,) = drawn.panels
    long = replace(panel, boxes=tuple(replace(box, text="word " * 100) for box in panel.boxes))
    assert "\u2026" in mermaid(replace(drawn, panels=(long,)), NOTHING)
