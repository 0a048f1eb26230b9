"""What has the caller said of a turn so far? The words in progress, those given back, and those answered already.

A transcriber may join what is said to us and what is said to somebody else right after it into one turn. Where the
caller may have been done (an eager end), the rest is looked at by itself; once the first part is answered, only the
rest of that turn is still news.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.types import Event, Said
from telephony.speech import EagerEndOfTurn, EndOfTurn, Hearing, StartOfTurn, Update


@dataclass(slots=True)
class Utterance:
    """The caller's words."""

    words: str = field(default="", repr=False)
    """The latest partial transcript of the turn in progress."""
    given_back: str = field(default="", repr=False)
    """Words of a turn that was stopped before anything of it was heard."""
    eager: str = field(default="", repr=False)
    """What was said when the caller last may have been done."""
    answered: str = field(default="", repr=False)
    """The beginning of the transcriber's turn that was answered already."""

    speaking: bool = False
    """The transcriber has begun a turn and not ended it."""
    overtaken: bool = False
    """Keys answered in the middle of that turn: the rest of it is thrown away."""

    def was_overtaken(self, hearing: Hearing) -> bool:
        """Say whether ``hearing`` belongs to a turn in whose middle keys answered: up to its end, or the next start."""
        overtaken = self.overtaken and not isinstance(hearing, StartOfTurn)
        self.speaking = not isinstance(hearing, EndOfTurn)
        self.overtaken = overtaken and self.speaking
        return overtaken

    def keyed(self) -> None:
        """Let keys overtake what is being said."""
        self.given_back, self.overtaken = "", self.speaking

    def repeats(self, answering: Event | None, text: str) -> bool:
        """Say whether ``text`` is a second end of what is being answered already."""
        return not self.words and isinstance(answering, Said) and answering.text.endswith(text)

    def news(self, hearing: Hearing) -> Hearing:
        """Return ``hearing`` without what was answered already."""
        if isinstance(hearing, StartOfTurn):
            self.answered = ""
        elif self.answered and isinstance(hearing, Update | EagerEndOfTurn | EndOfTurn):
            rest = _rest(hearing.text, self.answered)
            if isinstance(hearing, EndOfTurn):
                self.answered = ""
            return hearing if rest is None else replace(hearing, text=rest)
        return hearing

    def since_eager(self, text: str) -> str:
        """Return what was said since the caller may have been done."""
        return _rest(text, self.eager) or "" if self.eager else ""

    def joined(self, text: str) -> str:
        """Return ``text`` behind what was given back."""
        return f"{self.given_back} {text}".strip()

    def clear(self) -> None:
        """Begin a new turn; what was given back stays."""
        self.words = self.eager = ""


def _rest(text: str, beginning: str) -> str | None:
    """Return what follows ``beginning`` in ``text``; None where that does not begin so."""
    start = beginning.rstrip(" .?!,")
    return text[len(start) :].lstrip(" .?!,") if text.startswith(start) else None
