"""Which verbs does ``trunkline`` have? A table of names, and what becomes of an error that reaches the top."""

from __future__ import annotations

import json
import sys

import typer

from console.verbs import group
from engine.errors import MissingPartError, SettingsError, TrunklineError

VERBS: dict[str, str] = {
    "new": "Make a small project to start from.",
    "demo": "Place one simulated phone call to the demo contact centre and show every turn.",
    "serve": "Answer real (or simulated) phone calls.",
    "chat": "Talk to the flows in the terminal.",
    "call": "Be a simulated phone caller.",
    "standins": "Run local stand-ins of Deepgram, Claude, ElevenLabs, Cartesia, Twilio and OpenAI-compatible servers.",
    "check": "Find every problem in flows/ and intents/, say what each means, and mend what is certain.",
    "translate": "Make or refresh flows/locales/LANG.yaml, the flows' texts in another language.",
    "test": "Run the conversations of tests/calls/.",
    "graph": "Draw the flows: a page, an SVG or Mermaid text.",
    "mutants": "Make small slips in flows/ and see whether check and test notice.",
    "train": "Train the intent model from intents/.",
    "evaluate": "Measure the intent model on the held-out sentences of tests/intents/.",
    "benchmark": "Measure the training recipe on a folder of labelled sentences.",
    "mine": "Find the logged utterances that are most worth a person's while.",
    "review": "Say what mined utterances mean: accept, relabel, new intent, out of scope, discard.",
    "models": "Show the intent models that there are, and what was done with them.",
    "compare": "Compare two intent models sentence by sentence, and say what could be chance.",
    "dataset": "Make, list and show versions of what is learned from, and erase a caller.",
    "promote": "Put an intent model in force, if it loses nothing against the one that is.",
    "shadow": "Let an intent model score live traffic without acting, and see how it does.",
    "drift": "See week by week whether callers are still who the intent model was made for.",
    "release": "Check, test and release the working files, for everybody or for a share of new calls.",
    "rollback": "Go back to the release before this one, or to any other.",
    "bench": "Measure speed against a baseline in the same run.",
    "costs": "Say what calls cost, by component, and what was not spent.",
    "callbacks": "Show who was promised a call back, and take off who was called.",
    "doctor": "Say which part is on which provider, and why.",
}
"""Verb -> what it does, in the order ``--help`` shows. The module is ``console.<verb>``, its function ``run``."""

app = typer.Typer(
    cls=group(VERBS, "console", "verb", "Verbs"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def trunkline() -> None:
    """Answer a contact centre's phone calls: flows in YAML, known intents at once, Claude where needed.

    Exit codes: 0 fine, 1 findings or failed checks, 2 wrong usage, 3 a needed part is missing.
    """


def main() -> None:
    """Run the command line; say what went wrong in a sentence, never in a traceback."""
    try:
        app()
    except TrunklineError as error:
        _tell(error)
        sys.exit(_exit_code(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _tell(TrunklineError(f"{where}{error.strerror or error}", todo="see that it is there, and that we may use it"))
        sys.exit(1)


def _tell(error: TrunklineError) -> None:
    """Say what went wrong to people, and where ``--json`` was asked for, to the program that asked."""
    todo = f"\n  {error.todo}" if error.todo else ""
    between = "\n" if "\n" in str(error) else " "  # many findings, one a line, begin on a line of their own
    typer.echo(f"trunkline:{between}{error}{todo}", err=True)
    if "--json" in sys.argv:
        typer.echo(json.dumps({"ok": False, "error": {"code": error.code, "message": str(error), "todo": error.todo}}))


def _exit_code(error: TrunklineError) -> int:
    match error:
        case MissingPartError():
            return 3
        case SettingsError():
            return 2
        case _:
            return 1
