"""Put an intent model in force, if it loses nothing against the one that is.

The gates: its labels are those of intents/ and it has a threshold for the precision asked; its eight-bit weights choose
as the trained ones did; and on the held-out sentences of tests/intents/ (with --on FILE, more of them) and on labelled
calls nothing is worse than chance would explain. Labelled calls are those of `trunkline review` that neither model has
learnt, or those of --calls FILE. All that is shut is printed at once; exit code 1.

Where a release is in force, its conversations are played with the new model too, and a release of the same files with
that model takes new calls. Running servers take it by themselves, within seconds; calls under way keep what they have.
With --shadow the model is not put in force: it scores live traffic first (`trunkline shadow`), until it is promoted.
`trunkline rollback --model` takes the last step back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from console.compare import compared
from console.folder import settings_in
from console.release import as_object, now, tell
from console.test import quiet
from engine.errors import MissingPartError, ModelError
from engine.intents import load_intents
from engine.rehearsal.model import DAY
from engine.releases.gates import Gate, all_open, counted
from engine.releases.remodel import rehearsed, remodelled
from engine.releases.shelf import Shelf
from engine.settings import Settings
from engine.understanding.manifest import current, read_manifest
from engine.understanding.registry import REFUSED, Registry
from training.asked import asked_in
from training.compare import Comparison
from training.config import read_config
from training.evaluate import NONE
from training.learnt import learnt
from training.promotion import judged
from training.regression import Sentence, held_out, read_set, reviewed
from training.review.decisions import LABELS

FROZEN = "frozen set"
CALLS = "labelled calls"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a challenger did."""

    champion: str
    """The model it was compared with; empty: there is none that could be opened."""
    challenger: str
    gates: tuple[Gate, ...]

    @property
    def passes(self) -> bool:
        """Whether every gate is open."""
        return all_open(self.gates)

    @property
    def shut(self) -> str:
        """The gates that are shut, by name."""
        return ", ".join(gate.name for gate in self.gates if not gate.is_open)

    @property
    def figures(self) -> dict[str, Any]:
        """What was measured, for the log of models."""
        measured: dict[str, Any] = {gate.name: dict(gate.figures) for gate in self.gates if gate.figures}
        return {"champion": self.champion, **measured}


def run(
    challenger: Annotated[str, typer.Argument(help="A model, or how its name begins; else the newest.")] = "",
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    on: Annotated[Path | None, typer.Option(help="More frozen sentences: JSONL or csv with text and label.")] = None,
    calls: Annotated[Path | None, typer.Option(help="What callers said, labelled: JSONL or csv.")] = None,
    *,
    shadow: Annotated[bool, typer.Option("--shadow", help="Let it score live traffic first, without acting.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Judge the challenger and put it in force, or say what it loses."""
    settings = settings_in(project)
    registry = Registry(settings.home / "models")
    name = registry.find(challenger) if challenger else registry.challenger()
    found = judgement(settings, name, on=on, calls=calls)
    for gate in found.gates:
        tell(gate)
    typer.echo(promoted(settings, found, shadow=shadow))
    if as_json:
        gates = [as_object(gate) for gate in found.gates]
        names = {"champion": found.champion, "challenger": name, "in_force": registry.in_force}
        typer.echo(json.dumps({"ok": found.passes, **names, "gates": gates}, ensure_ascii=False))
    if not found.passes:
        raise typer.Exit(1)


def judgement(settings: Settings, name: str, *, on: Path | None = None, calls: Path | None = None) -> Judgement:
    """Judge the model called ``name`` against the one in force. Raises ``ModelError`` when it cannot be opened."""
    folder = settings.home / "models" / name
    manifest, champion = read_manifest(folder), _champion(settings)
    if champion == name:
        raise ModelError(f"intent model {name} is in force already", todo="trunkline models shows what there is")
    sets: dict[str, Sequence[Sentence]] = {FROZEN: (*held_out(settings.project), *(() if on is None else read_set(on)))}
    sets[CALLS] = _labelled(settings, (champion, name)) if calls is None else read_set(calls)
    labels, asked = load_intents(settings.project).labels, asked_in(settings.project)
    against = _comparisons(settings, champion, name, sets) if champion else ()
    gates = judged(manifest, labels, asked, read_config().export.agreement, against)
    with quiet():
        played = rehearsed(Shelf(settings.home), settings.project, folder, DAY)
    return Judgement(champion, name, (*gates, *(() if played is None else (played,))))


def promoted(settings: Settings, found: Judgement, *, shadow: bool = False) -> str:
    """Put a challenger that passes in force, or let it shadow; log one that does not. Return what was done."""
    registry, name = Registry(settings.home / "models"), found.challenger
    if not found.passes:
        registry.note(REFUSED, name, f"shut: {found.shut}", found.figures)
        number = sum(not gate.is_open for gate in found.gates)
        are = "is" if number == 1 else "are"
        return (
            f"Not promoted: {counted(number, 'gate')} of {len(found.gates)} {are} shut; "
            f"{found.champion or 'nothing'} stays in force."
        )
    if shadow:
        registry.follow(name, "every gate is open")
        return f"{name} shadows {registry.in_force}: trunkline shadow tells how it does."
    no_more = "; it shadows no more" if registry.shadow == name else ""
    registry.put(name, "every gate is open", figures=found.figures)
    return f"{name} is in force{in_release(settings, name)}{no_more}."


def in_release(settings: Settings, model: str, *, back: bool = False) -> str:
    """Give new calls the model where a release is in force, and say so."""
    shelf = Shelf(settings.home)
    before = shelf.register().current
    after = remodelled(shelf, model, now(), back=back).current
    return "" if after in {None, before} else f", in release {after}"


def _labelled(settings: Settings, models: Sequence[str]) -> tuple[Sentence, ...]:
    """Return the reviewed utterances that neither model has learnt: on what it has learnt a model is no witness."""
    known = frozenset().union(*(learnt(settings.home, name) for name in filter(None, models)))
    return reviewed(settings.home / "review" / LABELS, known)


def _champion(settings: Settings) -> str:
    """Return the model in force, if it can be opened: one that cannot has nothing to lose against."""
    try:
        return read_manifest(current(settings.home / "models")).name
    except (MissingPartError, ModelError):
        return ""


def _comparisons(
    settings: Settings, champion: str, challenger: str, sets: Mapping[str, Sequence[Sentence]]
) -> tuple[tuple[str, Comparison], ...]:
    useful = {name: found for name, found in sets.items() if any(each.label != NONE for each in found)}
    return tuple((name, compared(settings, (champion, challenger), found)) for name, found in useful.items())
