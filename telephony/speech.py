"""How does a call hear and speak? The protocols of speech providers, and the five things a transcriber can report.

Audio is opaque mu-law at 8,000 bytes a second, one channel, from end to end. Nothing here knows a provider.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

SAMPLE_RATE = 8000
"""Samples, and with mu-law bytes, a second."""
FRAME_BYTES = 160
"""20 ms."""
SILENCE = b"\xff" * FRAME_BYTES
"""20 ms of mu-law silence."""


# --------------------------------------------------------------------------------------------------- hearing events


@dataclass(frozen=True, slots=True)
class StartOfTurn:
    """The caller began to speak."""

    text: str = field(default="", repr=False)
    """The first words, when the provider has them already."""


@dataclass(frozen=True, slots=True)
class Update:
    """The words so far of the turn in progress; later ones may change."""

    text: str = field(repr=False)
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class EagerEndOfTurn:
    """The caller may be done. Good enough to think on, never to act on."""

    text: str = field(repr=False)
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class TurnResumed:
    """The caller went on after all."""


@dataclass(frozen=True, slots=True)
class EndOfTurn:
    """The caller is done."""

    text: str = field(repr=False)
    confidence: float = 1.0
    """Of the words, 0 to 1."""


Worded = StartOfTurn | Update | EagerEndOfTurn | EndOfTurn
Hearing = Worded | TurnResumed


@dataclass(frozen=True, slots=True)
class Word:
    """A word, and when it was said: in milliseconds of the audio that the line was given."""

    text: str = field(repr=False)
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class Settled:
    """How far a line has got: should it break, another one goes on from there."""

    until_ms: float = 0.0
    """Of the audio that the line was given before, nothing more will be said."""
    certain: str = field(default="", repr=False)
    """The words of the turn in progress that were said before; empty between turns."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a line shows that it lives: of so much sound a message comes within so long."""

    sound_ms: int = 600
    silent_ms: int = 1100
    owed_ms: int = 1100
    """Within a turn a message comes within so long, sound or none."""
    blip_ms: int | None = None
    """Of so little sound already, between turns, the line says something when its turn is ended; None: it may not."""
    by_silence: bool = False
    """A pause of the caller's ends its turns and nothing else, so that we can tell as well when one is over."""


# ------------------------------------------------------------------------------------------------------- protocols


@dataclass(frozen=True, slots=True)
class Focus:
    """What to listen for until told otherwise: the open question, in the transcriber's terms."""

    expects: str = "open"
    """As ``engine.types.Listening.expects``."""
    hints: tuple[str, ...] = ()
    """Vocabulary to favour."""
    patience_ms: int = 700
    """How long a pause inside the answer may be."""


class Ear(Protocol):
    """One call's open line to a transcriber."""

    @property
    def pulse(self) -> Pulse | None:
        """How the line shows that it lives; None: it cannot go mute."""
        ...

    @property
    def beats(self) -> int:
        """How many messages came, whatever they said."""
        ...

    def send(self, audio: bytes) -> None:
        """Take mu-law audio, any length: half a minute of it when the line takes over from another.

        Never blocks; what cannot be sent in time is dropped, oldest first, and counted.
        """
        ...

    def focus(self, focus: Focus) -> None:
        """Listen for this from now on. Never blocks; a provider without the means ignores it."""
        ...

    def end_turn(self) -> None:
        """Close the turn in progress now (a key press answered it). Never blocks."""
        ...

    def settled(self) -> Settled:
        """Return how far the line has got."""
        ...

    def words(self) -> Sequence[Word]:
        """Return the words of the turn that was last told of, with their times; none where the provider has none."""
        ...

    def __aiter__(self) -> AsyncIterator[Hearing]:
        """Yield what is heard until the line closes. Raises ``ProviderError`` when the provider fails."""
        ...


class Transcriber(Protocol):
    """Speech to text."""

    name: str

    def listen(self, focus: Focus) -> AbstractAsyncContextManager[Ear]:
        """Open a line for one call. Raises ``ProviderError`` on entry when the provider refuses."""
        ...


@dataclass(frozen=True, slots=True)
class Voicing:
    """What a synthesizer may use to make a sentence fit its surroundings."""

    voice: str = ""
    """The provider's voice id; empty: the adapter's default."""
    before: str = ""
    """The text spoken just before, for prosody."""
    locale: str = "en-GB"


def vendor(name: str) -> str:
    """Return whose key and servers the provider ``name`` needs: ``elevenlabs-stream`` and ``elevenlabs`` are one."""
    return name.partition("-")[0]


def voice_of(voices: Mapping[str, str], synthesizer: str) -> str:
    """Return the voice that a project names for ``synthesizer``, or for its vendor; empty: none."""
    return voices.get(synthesizer) or voices.get(vendor(synthesizer), "")


def encodable(text: str) -> str:
    """Return ``text``, as long as it was, with a question mark for each half character: no message can carry one."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Alignment:
    """When the next characters of a sentence sound, from a synthesizer that knows."""

    characters: str = field(repr=False)
    """The next characters of the text as it was handed in: joined, the alignments are a prefix of that text."""
    ends_ms: tuple[float, ...]
    """When each of them has sounded, in milliseconds from the beginning of the sentence's audio; never falling."""


class Synthesizer(Protocol):
    """Text to speech."""

    name: str

    def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield mu-law audio of one sentence as it is made, with its alignment where there is one.

        Raises ``ProviderError``.

        The iterator is an async generator: whoever stops early calls ``aclose()``, which cancels the request at the
        provider.
        """
        ...
