"""Measure speed against a baseline in the same run."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from console import gate
from console.mining import mining
from console.weeks import weeks
from engine.bench.slots import EXACT, EXACT_BARE, Score, labelled_in, score, told
from engine.errors import MissingPartError
from engine.intents import load_intents
from engine.settings import Settings, read_settings
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from telephony.bench.calls import report as measured_calls
from telephony.ladder import INSTALL_LOCAL, local_is_installed
from telephony.server import fast_loop
from training.bench import Classify, Timing, timings
from training.config import read_config
from training.train import read_data
from training.weights import named

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, rich_markup_mode=None)
app.command("weeks")(weeks)
app.command("mine")(mining)

TARGET = 0.125
"""Ours is to take at most this share of SetFit's time."""
RATIO = 1.4
"""Ours is to cost at most so many times what the bare server does."""

ABOVE_MS = 2.0
"""A turn is to cost at most so much CPU more than the same path through bare LangGraph."""
LATE = 1.5
"""A turn's p95 is to be at most so many times bare LangGraph's."""
LOADING = 3.0
"""Loading and checking is to take at most so many times PyYAML's composer and LangGraph's compile."""

HOSTILE_MS = 50.0
"""A hostile file is to be refused within so many milliseconds of CPU."""
HOSTILE_MB = 20.0
"""It is to take no more memory than this."""
CORPUS = Path("tests/engine/flows/hostile")

SETS = Path("tests/slots")


app.command(name="gate", help=gate.__doc__)(gate.run)


@app.callback()
def bench() -> None:
    """Measure speed against a baseline in the same run."""


@app.command()
def classify(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    rounds: Annotated[int, typer.Option(help="Passes over the sentences.", min=1)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Time one utterance in process, one thread: the served model beside ``SetFitModel.predict_proba``."""
    settings = read_settings() if project is None else read_settings(project=project)
    classifier = Classifier.load(current(settings.home / "models"))
    loaded = load_intents(settings.project)
    sentences = [text for texts in loaded.held_out.values() for text in texts] or list(loaded.background)
    paths: dict[str, Classify] = {"trunkline": classifier.scores}
    if (setfit := _setfit(settings)) is not None:
        paths["setfit"] = setfit
    found = timings(paths, sentences, rounds)
    ratio = found["trunkline"].p50_ms / found["setfit"].p50_ms if "setfit" in found else None
    _show(found, ratio, len(sentences), as_json=as_json)


@app.command()
def calls(
    counts: Annotated[str, typer.Option("--calls", help="Simultaneous calls, one run for each number.")] = "25,100",
    seconds: Annotated[float, typer.Option(help="Measured time of each run.", min=1)] = 12.0,
    warmup: Annotated[float, typer.Option(help="Time before it.", min=0)] = 3.0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Time whole calls: our server beside a bare one that does the same job with nothing in between."""
    numbers = _numbers(counts)
    lasts = 2 * len(numbers) * (warmup + seconds)
    typer.echo(f"measuring {2 * len(numbers)} runs, more than {lasts:.0f} s in all ...", err=True)
    found = measured_calls(numbers, warmup_s=warmup, seconds=seconds)
    if as_json:
        typer.echo(json.dumps(found))
        return
    _table(found["rows"])
    for number, ratio in found["ratio"].items():
        typer.echo(f"{number} calls: {ratio:.2f} times the floor's CPU per call-second (<= {RATIO})")


@app.command()
def memory(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    calls: Annotated[int, typer.Option(help="Simultaneous calls.", min=1)] = 25,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure what a server holds while calls run: keyless, and with every provider's adapter loaded."""
    settings = read_settings() if project is None else read_settings(project=project)
    if not local_is_installed():
        raise MissingPartError("the callers need the local voice", todo=INSTALL_LOCAL)
    report = importlib.import_module("telephony.bench.memory").report
    found = asyncio.run(report(settings, calls))
    typer.echo(json.dumps(found)) if as_json else _table(found["rows"])


@app.command()
def fallback(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    turns: Annotated[int, typer.Option(help="Deferred turns, one after the other.", min=1)] = 300,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Time what the intent model defers: language models by their stand-ins, beside the provider's bare SDK.

    Told are CPU and time a turn, the share of input tokens that the provider had cached, hedges (another model asked
    beside one that is late) and cascade steps (another asked after one that declined or failed). "First one late": a
    provider that begins too late and then rests. The stand-ins cache exact beginnings of the provider's least length.
    """
    settings = read_settings() if project is None else read_settings(project=project)
    found = asyncio.run(importlib.import_module("telephony.bench.fallback").report(settings.project, turns))
    if as_json:
        typer.echo(json.dumps(found))
        return
    table = Table("", *(row["phase"] for row in found["rows"]), "bare SDK")
    for name in list(found["rows"][0])[1:]:
        table.add_row(
            name.replace("_", " "), *(str(row[name]) for row in found["rows"]), str(found["bare"].get(name, ""))
        )
    Console().print(table)
    typer.echo(f"{found['ratio']:.2f} times the bare SDK's CPU a request")


@app.command()
def turns(
    conversations: Annotated[int, typer.Option(help="Simultaneous conversations.", min=1)] = 100,
    rounds: Annotated[int, typer.Option(help="Rounds, each of every side.", min=1)] = 5,
    pause: Annotated[float, typer.Option(help="Seconds a caller waits before a turn, on average.", min=0)] = 1.0,
    flows: Annotated[int, typer.Option(help="Flows of 20 steps to load and check.", min=1)] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Time turns beside bare LangGraph, and loading beside PyYAML's composer and LangGraph's compile.

    Turns: conversations of the benchmark's own project (fill, confirm, correction, digression, repairs, menu, handlers
    that answer at once, pinned understanding) in one process; then the same paths through a StateGraph with the same
    nodes and nothing in them, one ainvoke a turn, no checkpointer. The sides take turns. CPU is the process's, less
    that of empty turns.

    Loading: made flows, read, checked and compiled; beside yaml.compose with CLoader on the same files and
    StateGraph.compile of the same graph. CPU, best of the rounds.
    """
    typer.echo(f"measuring, more than {3 * rounds * 8 * pause:.0f} s in all ...", err=True)
    told = importlib.import_module("engine.bench.turns").report(conversations, rounds, pause, fast_loop())
    told["loading"] = importlib.import_module("engine.bench.loading").report(flows, rounds)
    told["targets"] = {"above_ms_per_turn": ABOVE_MS, "p95_ratio": LATE, "loading_ratio": LOADING}
    typer.echo(json.dumps(told)) if as_json else _show_turns(told)


@app.command("yaml")
def hostile(
    corpus: Annotated[Path, typer.Option(help="Folder of small hostile files, where there is one.")] = CORPUS,
    *,
    small: Annotated[bool, typer.Option("--small", help="Leave the large made files out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Time and weigh the refusal of hostile YAML, each file in a process of its own.

    Bombs of aliases and merge keys, nesting, tags, ten megabytes, a million keys, pipes and loops of links, and more.
    """
    report = importlib.import_module("engine.bench.yaml_cost").report
    told = report(corpus if corpus.is_dir() else None, large=not small)
    told["targets"] = {"ms": HOSTILE_MS, "mb": HOSTILE_MB}
    if as_json:
        typer.echo(json.dumps(told))
        return
    table = Table("file", "bytes", "ms", "python MB", "system MB", "findings", "first")
    for row in told["rows"]:
        table.add_row(*(str(value)[:60] for value in row.values()))
    Console().print(table)
    typer.echo(f"{told['files']} files, {told['refused']} refused; at most {told['worst_ms']} ms (<= {HOSTILE_MS}),")
    typer.echo(f"{told['worst_python_mb']} MB in Python, {told['worst_system_mb']} MB resident (<= {HOSTILE_MB})")


@app.command()
def slots(
    sets: Annotated[
        list[Path] | None, typer.Option("--set", help="File of labelled utterances; else all of tests/slots.")
    ] = None,
    *,
    asr: Annotated[bool, typer.Option("--asr", help="Read them in lower case, without punctuation.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Print every utterance that was read otherwise.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure how many labelled utterances are read exactly, each value in its canonical form.

    A file names today, a locale and cases: what was heard, the slots with their types, and the value of each, null
    where there is none. One slot is read as its question reads it; several are taken as one turn of a flow takes them.
    Exit code 1 when a file has fewer than 97 % exact, 96 % with --asr.
    """
    files = sets or sorted(SETS.glob("*.yaml"))
    if not files:
        raise typer.BadParameter(f"there is no file in {SETS}; name one with --set")
    scores = {str(path): score(labelled_in(path), asr=asr) for path in files}
    target = EXACT_BARE if asr else EXACT
    if as_json:
        typer.echo(json.dumps(told(scores, target, asr=asr)))
    else:
        _show_slots(scores, target)
        for line in (str(miss) for each in scores.values() for miss in each.misses if misses):
            typer.echo(line)
    if any(each.exact < target for each in scores.values()):
        raise typer.Exit(1)


def _show_slots(scores: Mapping[str, Score], target: float) -> None:
    for name, found in scores.items():
        table = Table("kind", "exact", "of", "share")
        for kind, (right, cases) in found.kinds.items():
            table.add_row(kind, str(right), str(cases), f"{right / cases:.3f}")
        Console().print(table)
        typer.echo(f"{name}: {found.right} of {found.cases} exact, {found.exact:.4f} (>= {target})")


def _show_turns(told: dict[str, Any]) -> None:
    table = Table("", *(row["side"] for row in told["rows"]))
    for name in [name for name in told["rows"][0] if name != "side"]:
        table.add_row(name.replace("_", " "), *(str(row[name]) for row in told["rows"]))
    Console().print(table)
    kinds = Table("rule", "turns", "nodes", "trunkline p50 ms", "bare p50 ms")
    for kind in told["kinds"]:
        kinds.add_row(*map(str, kind.values()))
    Console().print(kinds)
    loading = told["loading"]
    typer.echo(f"{told['above_ms_per_turn']} ms of CPU a turn above bare LangGraph (<= {ABOVE_MS})")
    typer.echo(f"{told['p95_ratio']} times its p95 (<= {LATE})")
    typer.echo(f"{loading['ratio']} times the floor to load, check and compile {loading['steps']} steps (<= {LOADING})")


def _numbers(text: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 1:
        raise typer.BadParameter("write whole numbers with commas between: 25,100")
    return numbers


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of the same columns; each row of figures is a column, so that it fits a screen."""
    table = Table("", *(f"{row['server']}, {row['calls']} calls" for row in rows))
    for name in rows[0]:
        if name not in {"server", "calls"}:
            table.add_row(name.replace("_", " "), *(str(row[name]) for row in rows))
    Console().print(table)


def _setfit(settings: Settings) -> Classify | None:
    """Return SetFit's own path on the same intents, on one thread, or None where the train extra is not installed."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        torch = importlib.import_module("torch")
        made = importlib.import_module("training.baseline")
    except ModuleNotFoundError:
        return None
    torch.set_num_threads(1)
    model = made.baseline(read_data(settings.project), named(settings.encoder), read_config().encoder.longest)

    def predict(text: str) -> object:
        found: object = model.predict_proba([text], show_progress_bar=False)
        return found

    return predict


def _show(found: dict[str, Timing], ratio: float | None, sentences: int, *, as_json: bool) -> None:
    if as_json:
        shown = {"sentences": sentences, "ratio": ratio, "target": TARGET} | msgspec.to_builtins(found)
        typer.echo(json.dumps(shown))
        return
    for name, timing in found.items():
        typer.echo(f"{name:10} p50 {timing.p50_ms:7.3f} ms   p95 {timing.p95_ms:7.3f} ms")
    told = "SetFit is not installed: nothing to compare with" if ratio is None else f"ratio {ratio:.3f} (<= {TARGET})"
    typer.echo(f"{sentences} sentences, {told}")
