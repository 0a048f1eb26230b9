"""How is a picture written as Mermaid? A flowchart with a subgraph for each flow, for wikis and reviews that draw it.

Pure. Names stay readable: ``make_payment__ask_amount``. Texts are quoted, and what Mermaid would take for its own is
written as an entity.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

from engine.coverage.items import Key
from engine.drawing.overlay import Overlay
from engine.drawing.panels import Link
from engine.drawing.picture import DONE, Box, BoxKind, Panel, Picture, Way
from engine.drawing.style import LIGHT

_SHAPES: Mapping[BoxKind, tuple[str, str]] = {
    "if": ("{{", "}}"),
    "match": ("{{", "}}"),
    "confirm": ("{{", "}}"),
    "do": ("[[", "]]"),
    "transfer": ("([", "])"),
    "end": ("([", "])"),
    "hangup": ("([", "])"),
    "done": ("([", "])"),
    "run": ("[/", "/]"),
}
_ENTITIES = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "'", "\\": "#92;"}
_LONGEST = 90
"""Characters of a text in a box."""


def mermaid(picture: Picture, overlay: Overlay, link: Link | None = None) -> str:
    """Return the flowchart. ``link``: where a place in a file can be opened, None: boxes are no links."""
    names = _Names(picture)
    lines = ["flowchart TD"]
    for panel in picture.panels:
        lines += [f"  {line}" for line in _panel(panel, names)]
    for bond in picture.bonds:
        arrow = {"run": "-.->", "menu": "-->", "digress": "-.->"}[bond.kind]
        label = _quoted(bond.label or bond.kind)
        lines.append(f"  {names.flow(bond.source)} {arrow}|{label}| {names.flow(bond.target)}")
    if link is not None:
        for panel in picture.panels:
            for box in panel.boxes:
                if box.node != DONE:
                    lines.append(f"  click {names.box(panel, box.node)} href {_quoted(link(box.at))} {_quoted(box.at)}")
    lines += [f"  {line}" for line in _painted(picture, overlay, names)]
    return "\n".join(lines) + "\n"


class _Names:
    """Gives every box and flow a name that Mermaid takes as it is, each its own."""

    def __init__(self, picture: Picture) -> None:
        self._given: dict[tuple[str, str], str] = {}
        used: set[str] = set()
        for panel in picture.panels:
            for kind, name in (("flow", panel.name), *((panel.name, box.node) for box in panel.boxes)):
                plain = f"flow_{name}" if kind == "flow" else name if name != DONE else f"{panel.name}__{DONE}"
                plain = _plain(plain)
                number = 1
                unique = plain
                while unique in used:
                    number += 1
                    unique = f"{plain}_{number}"
                used.add(unique)
                self._given[kind, name] = unique

    def flow(self, name: str) -> str:
        return self._given["flow", name]

    def box(self, panel: Panel, node: str) -> str:
        return self._given[panel.name, node]


def _plain(name: str) -> str:
    """Return ``name`` in letters, digits and underscores, beginning with a letter."""
    letters = unicodedata.normalize("NFKD", name.replace("/", "__")).encode("ascii", "ignore").decode()
    plain = re.sub(r"\W", "_", letters, flags=re.ASCII)
    return plain if plain[:1].isalpha() else f"step_{plain}"


def _panel(panel: Panel, names: _Names) -> Iterator[str]:
    yield f"subgraph {names.flow(panel.name)}[{_quoted(f'{panel.name}: {panel.title}')}]"
    for box in panel.boxes:
        left, right = _SHAPES.get(box.kind, ("[", "]"))
        yield f"  {names.box(panel, box.node)}{left}{_quoted(*_told(box))}{right}"
    for way in panel.ways:
        yield f"  {_way(panel, way, names)}"
    yield "end"


def _told(box: Box) -> tuple[str, ...]:
    text = box.text if len(box.text) <= _LONGEST else f"{box.text[: _LONGEST - 1].rstrip()}\u2026"
    head = "goes back" if box.node == DONE else box.head
    keys = ", ".join(fold.label for fold in box.keys)
    return tuple(line for line in (head, text, keys) if line)


def _way(panel: Panel, way: Way, names: _Names) -> str:
    arrow = "-.->" if way.back else "-->"
    label = f"|{_quoted(', '.join(way.labels))}|" if way.labels else ""
    return f"{names.box(panel, way.source)} {arrow}{label} {names.box(panel, way.target)}"


def _quoted(*lines: object) -> str:
    return f'"{"<br/>".join(_escaped(str(line)) for line in lines)}"'


def _escaped(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in " ".join(text.split()))


def _painted(picture: Picture, overlay: Overlay, names: _Names) -> Iterator[str]:
    """Yield the classes of what an overlay paints."""
    found: dict[str, list[str]] = defaultdict(list)
    for panel in picture.panels:
        for box in panel.boxes:
            key: Key | None = box.key if box.node != DONE else None
            mark = overlay.mark(key)
            if mark is not None and mark.tone != "none":
                found[mark.tone].append(names.box(panel, box.node))
    for tone in sorted(found):
        fill = LIGHT.get(f"{tone}box", LIGHT.get(tone, LIGHT["box"]))
        line = LIGHT["heatline"] if tone.startswith("heat") else LIGHT[tone]
        yield f"classDef {tone} fill:{fill},stroke:{line},color:{LIGHT['ink']}"
        yield f"class {','.join(found[tone])} {tone}"
