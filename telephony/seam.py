"""How do two lines to a transcriber make one hearing? No word lost, none doubled, no turn begun twice; pure.

A new line is given the audio that the old one had not settled, and begins in the middle of a turn that the call knows:

    the call was told           the new line says        the call is told
    a turn, and words           StartOfTurn              nothing; the words, when they are more
                                fewer words              nothing, until they have caught up
                                EndOfTurn                the end, with what older lines were certain of before it
    that it may be over         other words              TurnResumed, and then they
    words                       EndOfTurn, with none     the end, with the words it was told

It hears a little from before the place where it goes on; words whose middle lies before that place are known already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from telephony.speech import EagerEndOfTurn, EndOfTurn, Hearing, StartOfTurn, TurnResumed, Update, Word


@dataclass(frozen=True, slots=True)
class Told:
    """What the call knows of the turn in progress."""

    open: bool = False
    paused: bool = False
    """It was told that the turn may be over."""
    text: str = field(default="", repr=False)
    confidence: float = 0.0

    def after(self, hearing: Hearing) -> Told:
        """Return what it knows after ``hearing``."""
        match hearing:
            case StartOfTurn(text):
                return Told(open=True, text=text)
            case Update(text, confidence):
                return replace(self, open=True, text=text, confidence=confidence)
            case EagerEndOfTurn(text, confidence):
                return Told(open=True, paused=True, text=text, confidence=confidence)
            case TurnResumed():
                return replace(self, paused=False)
            case EndOfTurn():
                return Told()


@dataclass(frozen=True, slots=True)
class Seam:
    """Where a new line goes on in the middle of a turn."""

    certain: str = field(default="", repr=False)
    """The words of the turn that older lines were certain of."""
    known_ms: float = 0.0
    """So much of the new line's audio is from before: they were."""

    def known(self, words: Sequence[Word]) -> int:
        """Return how many of ``words``, from the first on, are known already."""
        count = 0
        while count < len(words) and words[count].start_ms + words[count].end_ms < 2 * self.known_ms:
            count += 1
        return count

    def whole(self, text: str, words: Sequence[Word]) -> str:
        """Return the turn's words, when ``text`` is what the new line has of them and ``words`` is their times."""
        count = self.known(words)
        if count:
            said = text.split()
            rest = said[count:] if len(said) == len(words) else [word.text for word in words[count:]]
            text = " ".join(rest)
        return f"{self.certain} {text}".strip()


def join(told: Told, seam: Seam, hearing: Hearing, words: Sequence[Word]) -> tuple[Hearing, ...]:
    """Return what the call is to be told when the line after ``seam`` says ``hearing``."""
    if isinstance(hearing, TurnResumed):
        return (hearing,) if told.paused else ()
    text = seam.whole(hearing.text, words)
    return _on(told, hearing, text) if told.open else _anew(hearing, text)


def _anew(hearing: StartOfTurn | Update | EagerEndOfTurn | EndOfTurn, text: str) -> tuple[Hearing, ...]:
    """Return what to tell of a line that says more after the turn: nothing new, or the beginning of the next."""
    if hearing.text and not text:
        return ()
    said = replace(hearing, text=text)
    return (said,) if isinstance(hearing, StartOfTurn) else (StartOfTurn(text), said)


def _on(told: Told, hearing: StartOfTurn | Update | EagerEndOfTurn | EndOfTurn, text: str) -> tuple[Hearing, ...]:
    """Return what to tell of a turn that goes on."""
    match hearing:
        case EndOfTurn():
            ended = replace(hearing, text=text) if text else EndOfTurn(told.text, told.confidence)
            return (*_resumed(told, ended.text), ended)
        case EagerEndOfTurn() if not _behind(text, told):
            again = told.paused and text == told.text
            return () if again else (*_resumed(told, text), replace(hearing, text=text))
        case StartOfTurn() | Update() if not _behind(text, told) and text != told.text:
            confidence = hearing.confidence if isinstance(hearing, Update) else told.confidence
            return (*_resumed(told, text), Update(text, confidence))
    return ()


def _behind(text: str, told: Told) -> bool:
    return len(text.split()) < len(told.text.split())


def _resumed(told: Told, text: str) -> tuple[Hearing, ...]:
    return (TurnResumed(),) if told.paused and text != told.text else ()
