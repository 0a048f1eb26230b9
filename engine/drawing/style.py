"""Which colours does a picture have? One table of rules, filled from a light and a dark palette.

The reader's own setting chooses (``prefers-color-scheme``). Colours stand in the rules themselves, not in variables, so
that programs that draw SVG without being a browser show the light ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

LIGHT: Mapping[str, str] = {
    "page": "#f5f6f8", "panel": "#ffffff", "edge": "#dfe3e9", "ink": "#1d2530", "soft": "#667085", "faint": "#98a2b3",
    "box": "#ffffff", "frame": "#cfd6df", "way": "#8a94a3", "sign": "#eef1f5", "ref": "#6d28d9", "link": "#1d4ed8",
    "talk": "#2563eb", "ask": "#0d9488", "act": "#c2620c", "choose": "#7c3aed", "move": "#475569", "away": "#be123c",
    "hit": "#15803d", "hitbox": "#ecfaf1", "part": "#b45309", "partbox": "#fef6e7", "miss": "#c81e1e",
    "missbox": "#fdeeee", "seen": "#1d4ed8", "seenbox": "#eaf1fe", "now": "#1d4ed8", "nowbox": "#cfe0fd",
    "heat1": "#fff7e6", "heat2": "#ffe3b3", "heat3": "#ffc46b", "heat4": "#ff9d3d", "heatline": "#c2620c",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "page": "#0e1218", "panel": "#161c25", "edge": "#283140", "ink": "#e6eaf0", "soft": "#9aa5b5", "faint": "#6b7687",
    "box": "#1c2430", "frame": "#38445a", "way": "#7e8a9c", "sign": "#26303e", "ref": "#c4b5fd", "link": "#93c5fd",
    "talk": "#60a5fa", "ask": "#2dd4bf", "act": "#fb923c", "choose": "#a78bfa", "move": "#94a3b8", "away": "#fb7185",
    "hit": "#4ade80", "hitbox": "#14291d", "part": "#fbbf24", "partbox": "#2c2412", "miss": "#f87171",
    "missbox": "#311a1c", "seen": "#7db2ff", "seenbox": "#16263f", "now": "#a5caff", "nowbox": "#1f3f70",
    "heat1": "#2a2114", "heat2": "#4a3315", "heat3": "#744a12", "heat4": "#a8620c", "heatline": "#fb923c",
}  # fmt: skip

_PICTURE = Template("""
.drawing text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: $ink }
.drawing .ground { fill: $page }
.drawing .panel { fill: $panel; stroke: $edge }
.drawing .flow { font-size: 17px; font-weight: 650 }
.drawing .title, .drawing .caption { font-size: 12.5px; fill: $soft }
.drawing .caption { font-weight: 600 }
.drawing .back { fill: $box; stroke: $frame; stroke-width: 1 }
.drawing .head { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: $soft }
.drawing .more, .drawing .label { fill: $soft }
.drawing .label, .drawing .ref { font-weight: 600 }
.drawing .ref { fill: $ref }
.drawing .sign rect, .drawing .chip rect { fill: $sign; stroke: none }
.drawing .chip text { font-size: 11px; fill: $soft }
.drawing .tag { font-size: 9.5px; font-weight: 700; fill: $away; letter-spacing: .02em }
.drawing .badge { font-size: 10px; font-weight: 700 }
.drawing .bar { fill: $move }
.drawing .say .bar, .drawing .listen .bar { fill: $talk }
.drawing .ask .bar, .drawing .confirm .bar { fill: $ask }
.drawing .do .bar { fill: $act }
.drawing .if .bar, .drawing .match .bar { fill: $choose }
.drawing .transfer .bar, .drawing .hangup .bar { fill: $away }
.drawing .pill .back { fill: $sign; stroke: none }
.drawing .pill text { font-weight: 600; fill: $soft }
.drawing .hangup.pill text { fill: $away }
.drawing .way { fill: none; stroke: $way; stroke-width: 1.4 }
.drawing .way.menu { stroke: $talk }
.drawing .way.redo { stroke-dasharray: 5 4 }
.drawing .way.digress { stroke-dasharray: 1.5 4; stroke-linecap: round }
.drawing .tip { fill: $way }
.drawing .on {
  font-size: 11.5px; font-weight: 600; paint-order: stroke; stroke: $panel; stroke-width: 4px;
  stroke-linejoin: round
}
.drawing a { cursor: pointer; text-decoration: none }
.drawing a:hover .back { stroke: $link; stroke-width: 2 }
.drawing .hit > .back, .drawing .hit > .badged .back { fill: $hitbox; stroke: $hit }
.drawing .part > .back, .drawing .part > .badged .back { fill: $partbox; stroke: $part }
.drawing .miss > .back, .drawing .miss > .badged .back { fill: $missbox; stroke: $miss; stroke-dasharray: 5 3 }
.drawing .seen > .back, .drawing .seen > .badged .back { fill: $seenbox; stroke: $seen }
.drawing .now > .back, .drawing .now > .badged .back { fill: $nowbox; stroke: $now; stroke-width: 2.5 }
.drawing .heat1 > .back, .drawing .heat1 > .badged .back { fill: $heat1; stroke: $heatline }
.drawing .heat2 > .back, .drawing .heat2 > .badged .back { fill: $heat2; stroke: $heatline }
.drawing .heat3 > .back, .drawing .heat3 > .badged .back { fill: $heat3; stroke: $heatline }
.drawing .heat4 > .back, .drawing .heat4 > .badged .back { fill: $heat4; stroke: $heatline }
.drawing .sign.hit rect, .drawing .chip.hit rect { fill: $hitbox }
.drawing .sign.miss rect, .drawing .chip.miss rect { fill: $missbox }
.drawing .sign.seen rect, .drawing .chip.seen rect { fill: $nowbox }
.drawing text.hit, .drawing .hit > .badge, .drawing .hit > .badged text, .drawing .sign.hit text,
.drawing .chip.hit text { fill: $hit }
.drawing text.part, .drawing .part > .badge, .drawing .part > .badged text { fill: $part }
.drawing text.miss, .drawing .miss > .badge, .drawing .miss > .badged text,
.drawing .sign.miss text, .drawing .chip.miss text { fill: $miss }
.drawing text.seen, .drawing .seen > .badged text, .drawing .now > .badged text,
.drawing .sign.seen text { fill: $seen }
.drawing text.heat1, .drawing text.heat2, .drawing text.heat3, .drawing text.heat4 { fill: $heatline }
.drawing .way.seen { stroke: $seen; stroke-width: 3 }
.drawing .way.miss { stroke: $miss; stroke-dasharray: 5 3 }
""")
_PAGE = Template("""
body {
  margin: 0; background: $page; color: $ink;
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif
}
header { padding: 20px 26px 8px }
h1 { font-size: 21px; margin: 0 0 2px }
h1 small { font-weight: 400; color: $soft; font-size: 15px }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; color: $soft; margin: 8px 0 0; align-items: center }
.legend i {
  display: inline-block; width: 16px; height: 12px; border-radius: 3px; border: 1.5px solid $frame;
  margin-right: 6px; vertical-align: -1px
}
.legend .hit { background: $hitbox; border-color: $hit }
.legend .part { background: $partbox; border-color: $part }
.legend .miss { background: $missbox; border-color: $miss; border-style: dashed }
.legend .seen { background: $seenbox; border-color: $seen }
.legend .now { background: $nowbox; border-color: $now }
.legend .heat1 { background: $heat1; border-color: $heatline }
.legend .heat4 { background: $heat4; border-color: $heatline }
button, .toast a {
  font: inherit; color: $ink; background: $panel; border: 1px solid $frame; border-radius: 7px;
  padding: 3px 11px; cursor: pointer
}
button:hover { border-color: $link }
table {
  border-collapse: collapse; margin: 14px 0 4px; background: $panel; border: 1px solid $edge;
  border-radius: 8px
}
th, td { padding: 4px 14px; text-align: right; border-bottom: 1px solid $edge; font-variant-numeric: tabular-nums }
th:first-child, td:first-child { text-align: left }
thead th { color: $soft; font-weight: 600 }
td.miss { color: $miss }
td.hit { color: $hit }
td a, .gaps a { color: $link; text-decoration: none }
details { margin: 6px 0 }
summary { cursor: pointer; color: $soft }
.gaps { columns: 520px; margin: 6px 0; padding: 0; list-style: none; font-size: 12.5px }
.gaps li { break-inside: avoid }
.panels { display: flex; flex-wrap: wrap; gap: 18px; padding: 12px 26px 60px; align-items: flex-start }
section {
  background: $panel; border: 1px solid $edge; border-radius: 12px; padding: 12px 6px 6px;
  max-width: 100%; box-sizing: border-box
}
section:target { border-color: $link; box-shadow: 0 0 0 1px $link }
section > div.bar { display: flex; gap: 10px; align-items: baseline; padding: 0 12px; flex-wrap: wrap }
section h2 { font-size: 16px; margin: 0 }
section h2 a { color: inherit; text-decoration: none }
section .soft { color: $soft; font-size: 12.5px }
section .scroll { overflow-x: auto }
section button { margin-left: auto; font-size: 12px }
.unfolded { display: none }
.open .unfolded { display: block }
.open .folded { display: none }
.mark { font-weight: 700; font-size: 12.5px }
.mark.hit { color: $hit }
.mark.part { color: $part }
.mark.miss { color: $miss }
.commits { color: $away; font-size: 11px; font-weight: 700 }
.chips {
  padding: 4px 12px 0; display: flex; gap: 5px; flex-wrap: wrap; font-size: 11.5px; color: $soft;
  align-items: baseline
}
.chips a { background: $sign; border-radius: 9px; padding: 1px 8px; color: inherit; text-decoration: none }
.chips a.hit { background: $hitbox; color: $hit } .chips a.miss { background: $missbox; color: $miss }
.chips a.seen { background: $nowbox; color: $seen }
.toast {
  position: fixed; left: 50%; bottom: 20px; transform: translateX(-50%); background: $panel;
  border: 1px solid $frame; border-radius: 10px; padding: 9px 14px; box-shadow: 0 6px 24px #0004;
  display: none; gap: 12px; align-items: center; white-space: nowrap
}
.toast.shown { display: flex }
.toast a { text-decoration: none }
""")


def picture_css() -> str:
    """Return the rules of a drawing."""
    return themed(_PICTURE)


def page_css() -> str:
    """Return the rules of a page and of the drawings on it."""
    return themed(Template(_PICTURE.template + _PAGE.template))


def themed(rules: Template) -> str:
    """Fill the names of colours in ``rules``, once from the light palette and once from the dark one."""
    light, dark = rules.substitute(LIGHT), rules.substitute(DARK)
    return f"{light}@media (prefers-color-scheme: dark) {{{dark}}}\n"
