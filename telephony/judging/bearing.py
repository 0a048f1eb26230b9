"""What does an utterance do to the floor? A judgement and the open question, weighed; pure.

Without a judge the lexicon decides alone. Over us the first words must be surer than many, since they may still become
something else; a whole turn is weighed as it is. In silence only what is surely not for us is passed over: an answer
that is lost costs more than one too many.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from telephony.judging.features import words
from telephony.judging.label import Judgement, Label
from telephony.state import State
from telephony.words import YES_NO, means_something

Judging = Callable[[str], Judgement]
"""What is heard so far -> what it is."""


class Bearing(Enum):
    """What an utterance does while we speak."""

    MEANT = auto()
    """It takes the floor."""
    DOUBTFUL = auto()
    """We pause until more is known."""
    IDLE = auto()
    """We talk on."""


SURE = (0.7, 0.6, 0.5)
"""So likely must one word, two words, or more that are still coming be meant for us."""
DUE = 0.8
"""The same before anything of our answer was heard: it is due, and there is nothing to stop yet."""
MANY, MAYBE = 3, 0.35
"""Words after which we pause for what is so likely to be meant for us."""
LIKELY = 0.25
"""So likely must a whole turn be meant for us."""
KNOWN = 0.45
"""So sure must it be that a whole turn is listening noise, to talk on without a pause."""
TO_OTHERS = 0.93
"""The same for words to others."""
OPEN_LOST, ASKED_LOST = 0.04, 0.02
"""Less likely than this, and words into an open question, or one that asks for something, are not for us."""
_HOLDS = frozenset(("hold on", "hang on", "one moment", "one second", "just a", "one minute", "wait a", "give me"))
_HOLD_WORDS = 5


def weigh(
    judging: Judging | None, text: str, expects: str, state: State, *, final: bool = False, audible: bool
) -> Bearing:
    """Weigh ``text`` where the floor is in ``state``; in silence words are taken as they come until they are whole."""
    if state in {State.OURS, State.THINKING, State.DOUBTED}:
        due = state is State.THINKING and not audible
        return over_us(judging, text, expects, final=final, due=due)
    judging = judging if final and state is not State.YIELDED else None
    return Bearing.MEANT if in_silence(judging, text, expects) else Bearing.IDLE


def over_us(judging: Judging | None, text: str, expects: str, *, final: bool, due: bool = False) -> Bearing:
    """Weigh what is said while we speak. ``final``: the caller is done; ``due``: nothing of our answer was heard."""
    if not means_something(text, expects, over_us=True):
        return Bearing.IDLE
    if judging is None or (expects in YES_NO and len(words(text)) == 1):
        return Bearing.MEANT
    found = judging(text)
    if due:
        return Bearing.MEANT if found.meant >= (SURE[-1] if final else DUE) else Bearing.IDLE
    return _whole(found) if final else _coming(found, len(words(text)))


def _coming(found: Judgement, count: int) -> Bearing:
    if found.meant >= SURE[min(count, len(SURE)) - 1]:
        return Bearing.MEANT
    listening = found.label in {Label.BACKCHANNEL, Label.TIC}
    doubt = count >= MANY and found.meant >= MAYBE and not listening
    return Bearing.DOUBTFUL if doubt else Bearing.IDLE


def _whole(found: Judgement) -> Bearing:
    if found.meant >= LIKELY:
        return Bearing.MEANT
    known = found.sure >= (TO_OTHERS if found.label is Label.ASIDE else KNOWN)
    return Bearing.IDLE if known else Bearing.DOUBTFUL


def in_silence(judging: Judging | None, text: str, expects: str) -> bool:
    """Say whether what was said while we were silent is for us."""
    if not means_something(text, expects, over_us=False):
        return False
    if judging is None or _holds(text):
        return True
    found = judging(text)
    lost = OPEN_LOST if expects == "open" else ASKED_LOST
    return found.label in {Label.INTERRUPTION, Label.BACKCHANNEL} or found.meant >= lost


def for_others(judging: Judging | None, rest: str) -> bool:
    """Say whether ``rest``, said after the caller may have been done, is not for us. To be wrong here costs little."""
    if judging is None or not means_something(rest, "open", over_us=False):
        return judging is not None and bool(rest)
    return len(words(rest)) > 1 and judging(rest).meant < LIKELY


def _holds(text: str) -> bool:
    said = words(text)
    return len(said) <= _HOLD_WORDS and " ".join(said[:2]) in _HOLDS
