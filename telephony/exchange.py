"""What can happen on a call, and what may be done about it? The inputs and actions of the machine in ``floor``."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.types import Event, HangUp, Leave, Next, Transfer
from telephony.speech import Hearing

# ------------------------------------------------------------------------------------------------- what happens


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key."""

    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TurnOver:
    """The running turn ended. ``next`` is None when it was stopped and left no trace."""

    next: Next | None


@dataclass(frozen=True, slots=True)
class PlayedOut:
    """Everything we had to say was played: every mark echoed and the reply ended."""


@dataclass(frozen=True, slots=True)
class SilencePassed:
    """The time of the last ``ArmSilence`` is over."""


@dataclass(frozen=True, slots=True)
class KeyGapPassed:
    """The time of the last ``ArmKeys`` is over."""


Input = Hearing | Pressed | TurnOver | PlayedOut | SilencePassed | KeyGapPassed


# -------------------------------------------------------------------------------------------------- what to do


@dataclass(frozen=True, slots=True)
class Prepare:
    """Begin to understand text that may still change."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Discard:
    """Forget what ``Prepare`` began."""


@dataclass(frozen=True, slots=True)
class Respond:
    """Run one turn."""

    event: Event


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Stop speaking, and stop the running turn if there is one."""

    turn: bool
    """Whether a turn is running."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Fall silent, and remember what was not heard."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Say what ``Pause`` kept back."""


@dataclass(frozen=True, slots=True)
class ArmSilence:
    """Report ``SilencePassed`` after this; None: not at all. Replaces the last one."""

    ms: int | None


@dataclass(frozen=True, slots=True)
class ArmKeys:
    """Report ``KeyGapPassed`` after this; None: not at all. Replaces the last one."""

    ms: int | None


@dataclass(frozen=True, slots=True)
class Depart:
    """The announcement was heard: transfer, leave or hang up now."""

    next: Transfer | Leave | HangUp


Action = Prepare | Discard | Respond | Interrupt | Pause | Resume | ArmSilence | ArmKeys | Depart
