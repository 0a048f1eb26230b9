"""How is a picture written as one HTML page? The map, the numbers, and each flow folded or with its repairs.

Pure. The page needs nothing from anywhere: styles and the few lines of script stand in it. A click on a box copies its
``file:line:col`` and offers to open it in an editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from engine.coverage.count import KINDS, Count, Coverage, gaps
from engine.coverage.items import ANYWHERE
from engine.drawing.flowmap import flow_map
from engine.drawing.layout import laid
from engine.drawing.overlay import Overlay
from engine.drawing.panels import Link, panel_body, tone_of
from engine.drawing.picture import Panel, Picture
from engine.drawing.style import page_css

_SCRIPT = """
const toast = document.querySelector(".toast"), told = toast.querySelector("code"), open_ = toast.querySelector("a");
let hiding;
document.addEventListener("click", event => {
  const place = event.target.closest("a[data-at]"), fold = event.target.closest("button[data-fold]");
  if (fold) {
    const all = fold.dataset.fold === "all";
    const sections = all ? document.querySelectorAll("section") : [fold.closest("section")];
    const shown = all ? !document.querySelector("section.open") : !sections[0].classList.contains("open");
    sections.forEach(each => each.classList.toggle("open", shown));
    document.querySelectorAll("button[data-fold]").forEach(button => {
      const open = button.closest("section") ?? document.querySelector("section.open");
      const what = button.dataset.fold === "all" ? "all repairs" : "repairs";
      button.textContent = (open?.classList.contains("open") ? "Hide " : "Show ") + what;
    });
  }
  if (!place) return;
  event.preventDefault();
  const at = place.dataset.at;
  told.textContent = at;
  open_.href = place.getAttribute("href");
  toast.classList.add("shown");
  navigator.clipboard?.writeText(at).catch(() => {});
  clearTimeout(hiding);
  hiding = setTimeout(() => toast.classList.remove("shown"), 6000);
});
"""


def page(picture: Picture, overlay: Overlay, link: Link, covered: Coverage | None = None) -> str:
    """Return the whole page. ``covered``: what the conversations reach, for the table and the list of gaps."""
    title = picture.name + (f" \u00b7 {overlay.title}" if overlay.title else " \u00b7 Flows")
    map_svg, wide, high = flow_map(picture, overlay, lambda name: f"#flow-{name}")
    shifted = f'<g transform="translate(8 6)">{map_svg}</g>'  # the frames of its boxes have a width, too
    mapped = _drawing(shifted, wide + 16, high + 8, "map") if map_svg else ""
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{page_css()}</style></head><body>\n"
        f"<header><h1>{escape(picture.name)} <small>{escape(overlay.title or 'Flows')}</small></h1>"
        f"{_legend(overlay)}{_numbers(covered, link)}</header>\n"
        f'<div class="panels">{_mapped(mapped)}\n'
        + "\n".join(_section(panel, overlay, link) for panel in picture.panels)
        + '\n</div>\n<div class="toast" role="status"><span>Copied</span> <code></code> '
        f'<a href="#">Open in the editor</a></div>\n<script>{_SCRIPT}</script></body></html>\n'
    )


def _mapped(drawing: str) -> str:
    return f'<section class="whole"><div class="scroll">{drawing}</div></section>' if drawing else ""


def _legend(overlay: Overlay) -> str:
    signs = "".join(f'<span><i class="{tone}"></i>{escape(text)}</span>' for tone, text in overlay.legend)
    return f'<div class="legend">{signs}<button data-fold="all">Show all repairs</button></div>'


def _numbers(covered: Coverage | None, link: Link) -> str:
    if covered is None:
        return ""
    heads = "".join(f"<th>{what}</th>" for what in KINDS.values())
    rows = "".join(
        f'<tr><td><a href="#flow-{escape(flow.name)}">{escape(flow.name)}</a>'
        f"{' <span class=commits>commits</span>' if flow.commits else ''}</td>"
        f"{''.join(_cell(count) for count in flow.counts.values())}</tr>"
        for flow in covered.flows
    )
    total = f"<tr><td>all</td>{''.join(_cell(covered.total(kind)) for kind in KINDS)}</tr>"
    missing = gaps(covered)
    listed = "".join(f"<li>{_place(str(item.at), link(item.at))} {escape(item.what)}</li>" for item in missing)
    told = f"<details><summary>{len(missing)} gaps</summary><ul class=gaps>{listed}</ul></details>" if missing else ""
    return f"<table><thead><tr><th>flow</th>{heads}</tr></thead><tbody>{rows}{total}</tbody></table>{told}"


def _cell(count: Count) -> str:
    tone = "" if not count.total else ' class="hit"' if count.covered == count.total else ' class="miss"'
    return f"<td{tone}>{count}</td>"


def _place(at: str, href: str) -> str:
    return f'<a href="{escape(href)}" data-at="{escape(at)}">{escape(at)}</a>'


def _section(panel: Panel, overlay: Overlay, link: Link) -> str:
    name = "project.yaml" if panel.name == ANYWHERE else panel.name
    mark = overlay.panels.get(panel.name)
    badge = f'<span class="mark {mark.tone}">{escape(mark.badge)}</span>' if mark and mark.badge else ""
    commits = '<span class="commits">commits</span>' if panel.commits else ""
    foldable = any(box.folds for box in panel.boxes)
    button = '<button data-fold="one">Show repairs</button>' if foldable else ""
    return (
        f'<section id="flow-{escape(panel.name)}"><div class="bar"><h2><a href="{escape(link(panel.at))}" '
        f'data-at="{escape(str(panel.at))}">{escape(name)}</a></h2>{commits}{badge}'
        f'<span class="soft">{escape(panel.title)}</span>{button}</div>'
        f"{''.join(_chips(panel, overlay, link))}"
        f'<div class="scroll">{"".join(_both(panel, overlay, link))}</div></section>'
    )


def _chips(panel: Panel, overlay: Overlay, link: Link) -> Iterator[str]:
    for what, chips in (("starts on", panel.starts), ("anywhere in it", panel.acts)):
        if chips:
            signs = "".join(
                f'<a class="{tone_of(overlay, chip.key).strip()}" href="{escape(link(chip.at))}" '
                f'data-at="{escape(str(chip.at))}">{escape(chip.text)}</a>'
                for chip in chips
            )
            yield f'<div class="chips"><span>{what}</span>{signs}</div>'


def _both(panel: Panel, overlay: Overlay, link: Link) -> Iterator[str]:
    for unfolded in (False, True):
        each = laid(panel, unfolded=unfolded)
        kind = "unfolded" if unfolded else "folded"
        yield _drawing(panel_body(each, overlay, link), each.width, each.height, kind)


def _drawing(inner: str, wide: float, high: float, kind: str) -> str:
    return (
        f'<svg class="drawing {kind}" xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" '
        f'viewBox="0 0 {wide:g} {high:g}">{inner}</svg>'
    )
