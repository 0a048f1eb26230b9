"""What does every call of a process share? The dialog's factory, the speech ladders, the pacer, the people behind us.

Plain values: ``opening`` makes one from the settings, a test makes one from fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.dialog.face import Dialog
from telephony.ladder import Rung
from telephony.pacer import Pacer
from telephony.speech import Synthesizer, Transcriber, Voicing


@dataclass(frozen=True, slots=True)
class House:
    """The shared parts."""

    dialog: Callable[[str], Dialog]
    """CallSid -> a fresh conversation."""
    release: str
    """Content hash of what the calls run on."""
    transcribers: tuple[Transcriber, ...]
    """Best first."""
    synthesizers: tuple[Synthesizer, ...]
    """Best first."""
    people: str = ""
    """Number of the queue that a caller is put through to when we cannot go on; empty: there is none."""
    locale: str = "en-GB"
    voices: Mapping[str, str] = field(default_factory=dict)
    """Synthesizer name -> voice id."""
    longest_call_s: float = 900.0
    calls: Path | None = None
    """Folder for traces; None: they are not kept."""
    rungs: tuple[Rung, ...] = ()
    pacer: Pacer = field(default_factory=Pacer)

    def voicing(self, synthesizer: str, before: str) -> Voicing:
        """Return how ``synthesizer`` says what follows ``before``."""
        return Voicing(voice=self.voices.get(synthesizer, ""), before=before, locale=self.locale)
