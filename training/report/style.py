"""Which colours and shapes does the report have? One table of rules, filled from the house's two palettes. Pure."""

from __future__ import annotations

from string import Template

from engine.drawing.style import themed

_RULES = Template("""
* { box-sizing: border-box }
body {
  margin: 0; background: $page; color: $ink;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif
}
main { max-width: 1180px; margin: 0 auto; padding: 28px 22px 80px }
a { color: $link; text-decoration: none }
a:hover { text-decoration: underline }
header p { color: $soft; margin: 0 }
h1 {
  font-size: clamp(25px, 4.6vw, 42px); line-height: 1.15; letter-spacing: -.02em; margin: 8px 0 12px;
  text-wrap: balance
}
h1 span { color: $soft }
h2 { font-size: 17px; margin: 0 0 2px; letter-spacing: -.005em }
section > p, section > div > p { color: $soft; margin: 0 0 10px; font-size: 13.5px; max-width: 74ch }
.verdict { font-size: 16px; max-width: 74ch; color: $ink }
.cards {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(158px, 44%), 1fr)); gap: 12px;
  margin: 24px 0 16px
}
.card { background: $panel; border: 1px solid $edge; border-radius: 14px; padding: 12px 16px 11px }
.card b {
  display: block; font-size: 25px; line-height: 1.25; letter-spacing: -.02em;
  font-variant-numeric: tabular-nums
}
.card span { color: $soft; font-size: 12.5px; line-height: 1.35; display: block }
.card.good b { color: $hit }
.card.fair b { color: $part }
.card.poor b { color: $miss }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 16px }
section { background: $panel; border: 1px solid $edge; border-radius: 16px; padding: 18px 20px; min-width: 0 }
main > section { margin-top: 16px }
.plot { display: block; width: 100%; height: auto; overflow: visible }
.plot text { font-family: inherit; fill: $soft; font-size: 12px }
.plot .tick { font-size: 11px; fill: $soft; font-variant-numeric: tabular-nums }
.plot .label { fill: $soft }
.plot .strong { fill: $ink; font-weight: 650 }
.plot .aim {
  fill: $soft; font-size: 11px; paint-order: stroke; stroke: $panel; stroke-width: 4px;
  stroke-linejoin: round
}
.plot .name { font-weight: 600; fill: $ink }
.plot .name.in { fill: $talk }
.plot .name.out { fill: $act }
.grid line.grid, .plot line.grid { stroke: $edge; stroke-width: 1; display: inline }
.plot .axis { stroke: $frame; stroke-width: 1.2 }
.plot .target { stroke: $part; stroke-width: 1.2; stroke-dasharray: 2 5; stroke-linecap: round }
.plot .curve { fill: none; stroke: $talk; stroke-width: 2.6; stroke-linejoin: round; stroke-linecap: round }
.plot .curve.other { stroke: $faint; stroke-dasharray: 5 5 }
.plot .touch { fill: transparent }
.plot .touch:hover { fill: $talk; fill-opacity: .35 }
.plot .halo { fill: $talk; fill-opacity: .18 }
.plot .shipped { fill: $talk; stroke: $panel; stroke-width: 2 }
.plot .column { fill: $talk; fill-opacity: .2 }
.plot .column:hover { fill-opacity: .34 }
.plot .ideal { fill: none; stroke: $faint; stroke-width: 1.4; stroke-dasharray: 4 5 }
.plot .inside { fill: $talk; fill-opacity: .78 }
.plot .outside { fill: $act; fill-opacity: .78 }
.plot .inside:hover, .plot .outside:hover { fill-opacity: 1 }
.plot .threshold { stroke: $ink; stroke-width: 1.4; stroke-dasharray: 3 4 }
.plot .span { rx: 5px; fill: $faint; fill-opacity: .45 }
.plot .span.certified { fill: $hit }
.plot .span.missed { fill: $miss }
.plot .asked { stroke: $ink; stroke-width: 2 }
.plot .real { fill: $move; stroke: $panel; stroke-width: 2 }
.plot .real.certified { fill: $hit }
.plot .real.missed { fill: $miss }
.plot .curve.precision { stroke: $hit } .plot .real.precision { fill: $hit }
.plot .curve.accuracy { stroke: $talk } .plot .real.accuracy { fill: $talk }
.plot .curve.coverage { stroke: $choose } .plot .real.coverage { fill: $choose }
.strip { height: 16px; min-width: 60px; border-radius: 4px; overflow: hidden; background: $sign }
.strip .right { fill: $hit } .strip .wrong { fill: $miss } .strip .either { fill: $part } .strip .later { fill: $frame }
.strip rect { fill-opacity: .88 }
.strip rect:hover { fill-opacity: 1 }
.keys { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 12.5px; color: $soft; margin: 0 0 10px }
.keys i {
  display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px;
  vertical-align: -1px
}
.keys .right { background: $hit } .keys .wrong { background: $miss }
.keys .either { background: $part } .keys .later { background: $frame }
table { border-collapse: collapse; width: 100%; font-size: 13.5px }
th, td { padding: 4px 10px 4px 0; text-align: left; vertical-align: top }
td { font-variant-numeric: tabular-nums }
thead th { color: $soft; font-weight: 500; font-size: 12px; vertical-align: bottom }
.bars th, .bars td { vertical-align: middle; padding: 3px 12px 3px 0 }
.bars th[scope] { font-weight: 500; white-space: nowrap; width: 1% }
.bars td:not(.wide) { text-align: right; width: 1%; white-space: nowrap }
.bars .hint { text-align: right; width: 92px; min-width: 74px; line-height: 1.25 }
.rest { display: none }
#all:checked ~ table .rest { display: table-row-group }
.groups th, .groups td { font-weight: 650 }
.groups tr:first-child > * { padding-top: 14px }
.list tbody tr { border-top: 1px solid $edge }
.list th[scope], .list td { padding: 6px 14px 6px 0 }
.list th { font-weight: 500 }
.figures th[scope], .figures td { padding: 4px 14px 4px 0 }
q { quotes: "\\201c" "\\201d" }
.at { display: block; color: $faint; font-size: 11.5px; font-family: ui-monospace, Menlo, Consolas, monospace }
li .at { display: inline }
.scroll { overflow-x: auto }
.matrix { max-width: 860px; margin: 0 auto }
.matrix .field { fill: $sign; fill-opacity: .55 }
.matrix rect.good { fill: $hit }
.matrix rect.bad { fill: $miss }
.matrix .count { fill: $ink; font-size: 11.5px; font-weight: 600; pointer-events: none }
.matrix .count.good { fill: $panel }
.matrix a { cursor: pointer }
.matrix a:hover rect { stroke: $ink; stroke-width: 1.5 }
details { border-top: 1px solid $edge; padding: 7px 0 }
details:target { background: $missbox; margin: 0 -10px; padding: 7px 10px; border-radius: 8px }
summary { cursor: pointer }
details ul { margin: 4px 0 4px; padding-left: 20px }
li.acted q { color: $miss; font-weight: 600 }
small { color: $soft; white-space: nowrap }
.promises { list-style: none; padding: 0; margin: 8px 0 0; font-size: 13.5px; color: $soft }
.promises li { margin: 0 0 8px }
.mark {
  font-size: 12px; font-weight: 650; padding: 1px 8px; border-radius: 9px; background: $sign; color: $soft;
  white-space: nowrap
}
.mark.certified { background: $hitbox; color: $hit }
.mark.missed, .mark.bad { background: $missbox; color: $miss }
.mark.open, .mark.unsupported { background: $partbox; color: $part }
.tip {
  position: fixed; z-index: 9; pointer-events: none; max-width: min(340px, 92vw); background: $ink; color: $page;
  border-radius: 9px; padding: 7px 11px; font-size: 12.5px; line-height: 1.4; white-space: pre-line; display: none
}
footer { color: $faint; font-size: 12.5px; margin-top: 26px }
footer code { color: $soft }
@media (max-width: 560px) {
  main { padding: 18px 12px 60px }
  section { padding: 14px 14px; border-radius: 13px }
  .bars .hint:last-child, .bars td:last-child { display: none }
  .bars th, .bars td { padding-right: 8px }
  .matrix { min-width: 560px }
  small { white-space: normal }
}
""")


def css() -> str:
    """Return the rules of the page."""
    return themed(_RULES)
