"""Measure speed, memory and learning, wherever it makes sense against a baseline in the same run."""

from __future__ import annotations

import typer

from console.verbs import group

BENCHES: dict[str, str] = {
    "classify": "One utterance in process: the served model beside SetFit's own.",
    "serving": "The intent model's cold start, size and memory in a process of its own.",
    "calls": "Whole calls: our server beside a bare one that does the same job.",
    "overload": "A full server while others ring: who is turned away, and the calls that run.",
    "turn-taking": "Who talks over whom: the eight figures of the field, on scripted calls.",
    "latency": "How long callers wait, on three paths, and what of that is ours.",
    "heard": "What the history holds of interrupted answers, beside what was heard.",
    "ears": "Words lost and doubled when the transcriber's line breaks, and the delay.",
    "outages": "Calls while a provider refuses, hangs or is broken: ended, silent, on which rung.",
    "effects": "Charges while callers interrupt, hang up, think again, and servers are killed.",
    "memory": "What a server holds while calls run, keyless and with every adapter.",
    "fallback": "What the intent model defers: language models by their stand-ins.",
    "turns": "Turns beside bare LangGraph, and loading beside PyYAML.",
    "yaml": "The refusal of hostile YAML.",
    "slots": "How many labelled utterances are read exactly.",
    "weeks": "How fast the loop learns from a labelled log: simulated weeks, mined beside random.",
    "mine": "Mining and re-scoring a generated log beside the encoder alone.",
    "log": "Nothing: it makes up a log of the project's own calls, to try the loop on.",
    "gate": "The gate of promotion, on a challenger whose difference is known.",
}
"""Bench -> what it measures, in the order ``--help`` shows. The module is ``console.benches.<name>``."""

app = typer.Typer(
    cls=group(BENCHES, "console.benches", "bench", "Benches"),
    add_completion=False,
    no_args_is_help=True,
    help=__doc__,
    rich_markup_mode=None,
)


@app.callback()
def bench() -> None:
    """Measure speed, memory and learning, wherever it makes sense against a baseline in the same run."""
