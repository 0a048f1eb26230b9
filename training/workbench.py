"""What does an ML engineer have on the table? One project, its log, its models, and what people decided.

With a log, the project's own or one in a file, everything is real. Without one it is the project's playground, a copy
with generated calls, where what a reviewer would say is read off the log's own labels. The project's queue, decisions
and model in force are never changed from here; datasets and challengers are added to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from engine.flows.model import Asked
from engine.intents import LoadedIntents, load_intents
from engine.settings import Settings, read_settings
from engine.store.callers import Callers, caller_key
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import Manifest, current, read_manifest
from engine.understanding.registry import Registry
from training.asked import project_in
from training.compare import Pair
from training.evaluate import Judged
from training.generated import generated
from training.log.files import read_log
from training.log.generated import Wanted
from training.log.problems import Problems
from training.log.record import LoggedTurn
from training.log.scored import judged_by, scored
from training.log.stored import StoredLog
from training.playground import LOG, playground
from training.regression import Reader, Sentence, answered, held_out
from training.report.assess import judge
from training.train import ensure

MOST = 200_000
"""Turns that are held at most, the first ones; the commands stream and have no such bound."""
ROWS = 400
"""Sentences that a playground is measured on, beside the held-out ones they are made of."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """A project, opened."""

    settings: Settings
    name: str
    asked: Asked
    intents: LoadedIntents
    turns: tuple[LoggedTurn, ...] = field(repr=False)
    is_generated: bool
    """Whether the calls are: this is the playground."""
    problems: tuple[str, ...] = ()
    """What is wrong with a log in a file."""

    @property
    def registry(self) -> Registry:
        """The intent models."""
        return Registry(self.settings.home / "models")

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What models are measured on here: the held-out sentences, and in a playground misheard ones of them."""
        sentences = held_out(self.settings.project)
        if not self.is_generated:
            return sentences
        said: dict[str, list[str]] = {}
        for each in sentences:
            said.setdefault(each.label, []).append(each.text)
        return (*sentences, *generated(said, ROWS, seed=1))

    def classifier(self, name: str = "") -> Classifier:
        """Load a model by its name, or the one in force. Raises ``ModelError``."""
        models = self.settings.home / "models"
        return Classifier.load(models / name if name else current(models))

    def manifest(self, name: str = "") -> Manifest:
        """Return what a model, or the one in force, says of itself. Raises ``ModelError``."""
        models = self.settings.home / "models"
        return read_manifest(models / name if name else current(models))

    def judged(self, name: str = "") -> list[Judged]:
        """Let a model, or the one in force, read ``sentences`` as a call would. Raises ``ModelError``."""
        said: dict[str, list[str]] = {}
        for each in self.sentences:
            said.setdefault(each.label, []).append(each.text)
        classifier = self.classifier(name)
        try:
            threshold = classifier.manifest.threshold(self.asked.precision)
            return judge(classifier.scores, said, threshold, self.asked.margin)
        finally:
            classifier.close()

    def pairs(self, challenger: str) -> tuple[Pair, ...]:
        """Let the model in force and ``challenger`` read ``sentences``. Raises ``ModelError``."""
        both = [self.classifier(), self.classifier(challenger)]
        try:
            one, other = (Reader(each, self.asked.precision, self.asked.margin) for each in both)
            return answered(self.sentences, one, other)
        finally:
            for each in both:
                each.close()

    def __str__(self) -> str:
        """Say what lies on the table."""
        kind = "generated: there is no log yet" if self.is_generated else "logged"
        return (
            f"{self.name}: {len(self.turns):,} turns ({kind}); {len(self.intents.intents)} intents; "
            f"model {self.registry.in_force}, asked for a precision of {self.asked.precision:g}"
        )


def opened(folder: Path = Path(), log: str = "", wanted: Wanted | None = None) -> Workbench:
    """Open the project in ``folder`` with a ``log`` in a file, or its own, or where there is none its playground.

    A project without a model is trained first. ``wanted``: what the playground's log is to be.
    Raises the errors of reading and training.
    """
    settings = read_settings(project=folder)
    if not Registry(settings.home / "models").in_force:
        ensure(settings.project, encoder=settings.encoder)
    problems = Problems()
    turns = _read(settings, Path(log), problems) if log else _stored(settings)
    is_generated = not log and not turns
    if is_generated:
        settings = read_settings(project=playground(settings.project, wanted or Wanted()), database_url="")
        turns = _read(settings, settings.project / LOG, problems)
    project = project_in(settings.project)
    found = _scored(settings, turns, project.understanding)
    lines = tuple(problems.lines())
    intents = load_intents(settings.project)
    return Workbench(settings, project.name, project.understanding, intents, found, is_generated, lines)


def _read(settings: Settings, path: Path, problems: Problems) -> list[LoggedTurn]:
    hashed = Callers(caller_key(settings.home)).hash
    return list(islice(read_log(path, hashed, problems), MOST))


def _stored(settings: Settings) -> list[LoggedTurn]:
    log = StoredLog(settings.database)
    try:
        return list(islice(log.turns(), MOST))
    finally:
        log.close()


def _scored(settings: Settings, turns: Sequence[LoggedTurn], asked: Asked) -> tuple[LoggedTurn, ...]:
    if all(turn.verdict for turn in turns):
        return tuple(turns)
    classifier = Classifier.load(current(settings.home / "models"))
    try:
        return tuple(scored(turns, judged_by(classifier, asked)))
    finally:
        classifier.close()
