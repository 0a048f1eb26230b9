"""What does it take to answer on a release? An ``Edition``: the release, its intent model, its knowledge, its words.

Editions are made here, from a stored release or from the working files, and know nothing of calls. Making one blocks
for as long as checking and compiling take: once there are calls, that is a thread's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import FlowError, MissingPartError, ModelError
from engine.flows.findings import has_errors
from engine.flows.model import Project
from engine.handlers.knowledge import Knowledge
from engine.intents import LoadedIntents, load_intents
from engine.language import of
from engine.release import Release, load, name_with, with_model
from engine.releases.gates import stranger
from engine.releases.opened import model_of, opened
from engine.releases.register import WORKING
from engine.releases.shelf import Shelf
from engine.settings import Settings
from engine.understanding.classifier import Classifier
from engine.understanding.local import LocalUnderstander
from engine.understanding.manifest import MANIFEST, current
from engine.understanding.normalise import normalise
from engine.understanding.registry import Registry

MOST_MODELS = 2
"""Intent models in memory at once, some tens of megabytes each: the one in use and the one that follows it."""


class NoRoomError(ModelError):
    """Calls under way still use as many intent models as this process may hold."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A release that is ready for calls."""

    release: Release = field(repr=False)
    understander: LocalUnderstander = field(repr=False)
    knowledge: Knowledge = field(repr=False)
    model: str
    """The intent model's name."""
    vocabulary: tuple[str, ...] = field(default=(), repr=False)
    """What callers may say, for a transcriber that must know."""
    known: frozenset[str] = field(default=frozenset(), repr=False)
    """Its words, as the project's language compares them."""

    @property
    def hash(self) -> str:
        """The release's."""
        return self.release.hash


class Loader:
    """Makes the editions of one installation."""

    def __init__(self, settings: Settings, *, watch: bool = False) -> None:
        """Nothing is loaded yet. ``watch``: the working files are read anew each time they are asked for."""
        self._settings = settings
        self._watch = watch
        self._read: tuple[Release, LoadedIntents] | None = None
        self._shelf = Shelf(settings.home)
        self._models = settings.home / "models"
        self._classifiers: dict[str, Classifier] = {}

    def load(self, name: str) -> Edition:
        """Load the stored release called ``name``, or the ``WORKING`` files, or these with an earlier model.

        Raises what ``working`` and ``released`` raise, and ``NoRoomError``.
        """
        if name == WORKING:
            return self.working()
        earlier = "" if self._shelf.folder(name).is_dir() else self._model_of(name)
        return self._working_with(earlier) if earlier else self.released(name)

    def keep(self, models: Collection[str]) -> None:
        """Close every intent model but these: nobody asks the others any more."""
        for name in [name for name in self._classifiers if name not in models]:
            self._classifiers.pop(name).close()

    def working(self) -> Edition:
        """Load the working files, as they were the first time unless they are watched, with the model in force.

        What they know (``flows/knowledge``) is read again, because every model reads it its own way.
        Raises ``FlowError`` with every finding of flows and intents, ``HandlerError``, ``MissingPartError`` without a
        model, ``ModelError`` for one that is damaged or of another project.
        """
        folder = self._settings.project
        if self._read is None or self._watch:
            intents = load_intents(folder)
            release = checked_release(self._settings, intents)
            self._read = release, intents
            return self._edition(release, intents, folder, current(self._models))
        return self._working_with(current(self._models).name)

    def _working_with(self, model: str) -> Edition:
        """Load the working files, as they were the first time, with ``model``."""
        assert self._read is not None  # noqa: S101 - they were read
        release, intents = self._read
        return self._edition(with_model(release, model), intents, self._settings.project, self._models / model)

    def _model_of(self, name: str) -> str:
        """Return the model with which the working files were called ``name``; empty: with none that is here."""
        if self._read is None:
            return ""
        known = (each.manifest.name for each in Registry(self._models).models())
        return next((model for model in known if name_with(self._read[0], model) == name), "")

    def released(self, name: str) -> Edition:
        """Load the stored release called ``name``.

        Raises ``ReleaseError`` when it is damaged or gone, and what ``working`` raises.
        """
        folder = self._shelf.folder(name)
        release, manifest = opened(folder)
        return self._edition(release, load_intents(folder), folder, model_of(manifest, self._models))

    def _edition(self, release: Release, intents: LoadedIntents, folder: Path, model: Path) -> Edition:
        classifier = self._classifier(model)
        strange = stranger(classifier.manifest, intents.labels)
        if strange:
            raise ModelError(f"{model / MANIFEST} is of another project: {strange}", todo="run `trunkline train`")
        words = tuple(vocabulary(intents, release.project))
        return Edition(
            release=release,
            understander=LocalUnderstander(classifier, release.project.understanding),
            knowledge=Knowledge.read(folder / "flows" / "knowledge", classifier.encoder),
            model=model.name,
            vocabulary=words,
            known=known(words, release.project.locale),
        )

    def _classifier(self, model: Path) -> Classifier:
        if model.name not in self._classifiers:
            if len(self._classifiers) >= MOST_MODELS:
                raise NoRoomError(f"{MOST_MODELS} other intent models are in use", todo="it waits for calls to end")
            self._classifiers[model.name] = Classifier.load(model)
        return self._classifiers[model.name]


def checked_release(settings: Settings, intents: LoadedIntents) -> Release:
    """Return the release of the project's files. Raises ``FlowError`` with every finding of flows and intents."""
    told = "\n".join(map(str, intents.findings))
    try:
        release = load(settings.project, labels=intents.labels, model=model_in_force(settings))
    except FlowError as error:
        raise FlowError("\n".join(filter(None, (str(error), told))), todo=error.todo) from None
    if has_errors(intents.findings):
        raise FlowError(told, todo="mend these, then run: trunkline check")
    return release


def load_classifier(settings: Settings) -> Classifier:
    """Return the intent model in force. Raises ``MissingPartError`` or ``ModelError``."""
    return Classifier.load(current(settings.home / "models"))


def model_in_force(settings: Settings) -> str:
    """Return the name of the project's intent model; empty when there is none that could be used."""
    try:
        return current(settings.home / "models").name
    except (MissingPartError, ModelError):
        return ""


def known(phrases: Iterable[str], locale: str) -> frozenset[str]:
    """Return the words of ``phrases`` as the language of ``locale`` compares them."""
    fold = of(locale).fold
    return frozenset(fold(word) for phrase in phrases for word in normalise(phrase).split())


def vocabulary(intents: LoadedIntents, project: Project) -> Iterable[str]:
    """Yield what callers of this project may say: what the intents give as examples, and the options of its slots."""
    for intent in intents.intents.values():
        yield from intent.examples
    for flow in project.flows.values():
        yield flow.title
        for slot in flow.slots.values():
            for ways in slot.type.options.values():
                yield from ways
