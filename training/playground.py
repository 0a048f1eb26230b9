"""Where may the loop be tried before there are calls? A copy of the project, with generated calls.

Everything that is done there stays there. It is made anew when the project's sentences or its model change.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.intents import load_intents
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from engine.understanding.registry import Registry
from training.asked import asked_in
from training.evaluate import NONE
from training.log.generated import Heard, Wanted, generated_log
from training.log.record import LoggedTurn
from training.log.written import write_log

LOG = "calls.jsonl"
_MADE = "made"
_PARTS = ("flows", "intents", "tests/intents", "tests/calls")


def playground(project: Path, wanted: Wanted) -> Path:
    """Return the copy of ``project``, whose model is in force already, made now if need be; ``LOG`` is in it."""
    folder = project / ".trunkline" / "playground"
    model = current(project / ".trunkline" / "models")
    key = f"{model.name} {wanted}"
    made = folder / _MADE
    if made.exists() and made.read_text("utf-8") == key:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for part in _PARTS:
        if (project / part).is_dir():
            shutil.copytree(project / part, folder / part)
    for file in project.glob("*.py"):
        shutil.copy(file, folder)
    models = folder / ".trunkline" / "models"
    shutil.copytree(model, models / model.name)
    Registry(models).put(model.name, "copied from the project")
    write_log(folder / LOG, pretended(project, wanted))
    made.write_text(key, "utf-8")
    return folder


def pretended(project: Path, wanted: Wanted) -> list[LoggedTurn]:
    """Return a generated log of ``project``, heard by its model in force. Raises ``ModelError`` or ``FlowError``."""
    loaded, asked = load_intents(project), asked_in(project)
    said = {label: each.examples for label, each in loaded.intents.items()} | {NONE: loaded.background}
    classifier = Classifier.load(current(project / ".trunkline" / "models"))
    try:
        heard = Heard(
            classifier.manifest.name, classifier.scores, classifier.manifest.threshold(asked.precision), asked.margin
        )
        return generated_log(said, heard, wanted)
    finally:
        classifier.close()
