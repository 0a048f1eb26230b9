"""Is the drawing well-formed, does it stand alone, and does every box lead to its line?"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from engine.coverage.items import items
from engine.drawing.draw import picture
from engine.drawing.links import beside, in_editor
from engine.drawing.overlay import NOTHING, Mark, Overlay
from engine.drawing.picture import DONE, Picture
from engine.drawing.svg import svg
from engine.flows.model import Position
from engine.flows.plan import Plan

SVG = "{http://www.w3.org/2000/svg}"


def link(at: Position) -> str:
    return f"{at.file}#L{at.line}"


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - we wrote it


def boxes(root: ET.Element) -> list[ET.Element]:
    return [each for each in root.iter(f"{SVG}g") if each.get("class", "").startswith("box ")]


def words(element: ET.Element) -> str:
    return " ".join("".join(text.itertext()) for text in element.iter(f"{SVG}text"))


@pytest.mark.parametrize("unfolded", [False, True])
def test_every_box_of_the_picture_is_drawn_once_and_leads_to_its_line(drawn: Picture, unfolded: bool) -> None:
    found = boxes(parsed(svg(drawn, NOTHING, link, unfolded=unfolded)))
    nodes = [each.get("data-node") for each in found if each.get("data-node") != DONE]
    wanted = {box.node: box for panel in drawn.panels for box in panel.boxes if box.node != DONE}
    assert sorted(nodes, key=str) == sorted(wanted)
    for each in found:
        if each.get("data-node") == DONE:
            continue
        box = wanted[str(each.get("data-node"))]
        (anchor,) = each.findall(f"{SVG}a")
        assert anchor.get("href") == link(box.at)
        assert anchor.get("data-at") == str(box.at)
        title = anchor.find(f"{SVG}title")
        assert title is not None
        assert title.text == f"{box.at} {box.node}"


def test_every_way_is_drawn_between_its_boxes_with_its_labels(drawn: Picture) -> None:
    root = parsed(svg(drawn, NOTHING, link))
    lines = [(each.get("data-from"), each.get("data-to")) for each in root.iter(f"{SVG}path") if each.get("data-from")]
    ways = [(way.source, way.target) for panel in drawn.panels for way in panel.ways]
    assert sorted(lines, key=str) == sorted(ways, key=str)
    labels = [text.text for text in root.iter(f"{SVG}text") if text.get("class", "").split()[:1] == ["on"]]
    assert len(labels) == sum(len(way.labels) for panel in drawn.panels for way in panel.ways)


def test_texts_are_folded_away_until_they_are_asked_for(hire: Plan) -> None:
    drawn = picture(hire)
    folded, unfolded = (words(parsed(svg(drawn, NOTHING, link, unfolded=each))) for each in (False, True))
    for text in ("Which bike?", "Road bikes are for roads.", "no-match 1", "read-back"):
        assert text not in folded
        assert text in unfolded
    assert "+ 4 more texts, 6 repairs" in folded
    assert "+ 4 more texts" not in unfolded


def test_it_needs_nothing_from_anywhere_and_knows_both_themes(drawn: Picture) -> None:
    text = svg(drawn, NOTHING, link)
    assert "@media (prefers-color-scheme: dark)" in text
    assert "<script" not in text
    assert set(re.findall(r"https?://[^\s\"<]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "@import" not in text


def test_the_flows_have_a_map_that_leads_to_their_panels(hire: Plan) -> None:
    root = parsed(svg(picture(hire), NOTHING, link))
    places = {each.get("data-flow") for each in root.iter(f"{SVG}g")} - {None}
    panels = {each.get("id") for each in root.iter(f"{SVG}g") if each.get("class") == "flow-panel"}
    assert places == {"hire", "member", "opening", "welcome", "project"}
    assert panels == {f"flow-{name}" for name in places}
    bonds = {(e.get("data-from"), e.get("data-to")) for e in root.iter(f"{SVG}g") if "bond" in e.get("class", "")}
    assert bonds == {(bond.source, bond.target) for bond in picture(hire).bonds}


def test_one_flow_alone_needs_no_map(hire: Plan) -> None:
    root = parsed(svg(picture(hire, {"opening"}), NOTHING, link))
    assert not [each for each in root.iter(f"{SVG}g") if each.get("class") == "map"]


def test_what_is_painted_carries_its_tone(hire: Plan) -> None:
    marks = {
        ("step", "hire/ask.bike", ""): Mark("part", "2 missing"),
        ("outcome", "hire/do.bikes.find", "none_left"): Mark("miss"),
        ("repair", "hire/ask.bike", "silence 1"): Mark("hit"),
    }
    root = parsed(svg(picture(hire), Overlay("x", (), marks, {}), link, unfolded=True))
    (box,) = (each for each in boxes(root) if each.get("data-node") == "hire/ask.bike")
    assert [each.get("class") for each in box.iter(f"{SVG}g") if each.get("class") == "ask part"]
    assert "2 missing" in words(box)
    signs = {words(each): each.get("class") for each in box.iter(f"{SVG}g") if "sign" in each.get("class", "")}
    assert signs["silence 1"] == "sign hit"
    assert signs["no-match 1"] == "sign"
    tones = {text.text: text.get("class") for text in root.iter(f"{SVG}text") if "on" in text.get("class", "").split()}
    assert tones["none_left"] == "on miss"
    painted = [e.get("data-to") for e in root.iter(f"{SVG}path") if "miss" in e.get("class", "").split()]
    assert painted == ["hire/say.there_is_no_bike"]


HOSTILE = "</text><script>alert('x')</script> & \"quotes\" {a<b} ]]>"


def test_whatever_stands_in_a_text_stays_text(hire: Plan) -> None:
    drawn = picture(hire)
    panels = tuple(
        replace(
            panel,
            title=HOSTILE,
            boxes=tuple(replace(box, text=HOSTILE, head=HOSTILE) for box in panel.boxes),
        )
        for panel in drawn.panels
    )
    text = svg(replace(drawn, name=HOSTILE, panels=panels), Overlay(HOSTILE), link)
    root = parsed(text)
    assert not list(root.iter(f"{SVG}script"))
    assert "alert('x')" in words(root)


def test_links_lead_into_an_editor_or_beside_the_picture(tmp_path: Path) -> None:
    folder = tmp_path / "my shop"
    at = Position("flows/order.yaml", 12, 5)
    assert in_editor(folder)(at) == f"vscode://file/{str(folder).lstrip('/').replace(' ', '%20')}/flows/order.yaml:12:5"
    assert beside(folder, folder / "graph.svg")(at) == "flows/order.yaml#L12"
    assert beside(folder, folder / ".trunkline" / "graph.svg")(at) == "../flows/order.yaml#L12"
    assert beside(folder, tmp_path / "x.svg")(at) == "my%20shop/flows/order.yaml#L12"


def test_the_numbers_of_the_list_and_of_the_picture_are_the_same(hire: Plan) -> None:
    signs = parsed(svg(picture(hire), NOTHING, link, unfolded=True)).iter(f"{SVG}g")
    drawn = sum("sign" in each.get("class", "") for each in signs)
    repairs = [item for item in items(hire) if item.kind == "repair" and item.key[1] in hire.nodes]
    keys = [item for item in items(hire) if item.kind == "start" and item.key[1] in hire.nodes]
    assert drawn == len(repairs) + len(keys) + 1  # and the outcome 'taken', which has no block
