"""What can a turn be decided to be? One value per way; ``rule`` is the name that traces and conversation tests use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dialog.clauses import Halves
from engine.dialog.state import Then
from engine.types import Act, Situation


def _flows(flow: str, then: Then | None) -> str:
    return flow if then is None else f"{flow}, {then.flow}"


@dataclass(frozen=True, slots=True)
class Given:
    """A value for a slot, that holds its ``check``."""

    slot: str
    value: Any = field(repr=False)
    echo: bool = False
    """Say it back inside the next line."""


@dataclass(frozen=True, slots=True)
class Begin:
    """The call begins."""

    rule = "started"


@dataclass(frozen=True, slots=True)
class GoOn:
    """A handler committed while the caller interrupted: tell what came of it first."""

    node: str
    rule = "continue"


@dataclass(frozen=True, slots=True)
class CameBack:
    """An external handler's outcome is here."""

    outcome: str
    facts: Mapping[str, Any] = field(repr=False)

    @property
    def rule(self) -> str:
        """``returned(done)``."""
        return f"returned({self.outcome})"


@dataclass(frozen=True, slots=True)
class Filled:
    """The asked slot, or others of this flow in passing."""

    given: tuple[Given, ...]

    @property
    def rule(self) -> str:
        """``fill(amount)``: the asked slot, else the first."""
        return f"fill({self.given[0].slot})"


@dataclass(frozen=True, slots=True)
class AskedBack:
    """Heard too badly to believe."""

    slot: str
    value: Any = field(repr=False)

    @property
    def rule(self) -> str:
        """``read_back(amount)``."""
        return f"read_back({self.slot})"


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that does not hold its check."""

    slot: str
    value: Any = field(repr=False)
    check: int
    """Which one."""

    @property
    def rule(self) -> str:
        """``check(amount)``."""
        return f"check({self.slot})"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A bare yes or no."""

    yes: bool

    @property
    def rule(self) -> str:
        """``yes`` or ``no``."""
        return "yes" if self.yes else "no"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A new value for a slot that is known."""

    given: Given

    @property
    def rule(self) -> str:
        """``correct(amount)``."""
        return f"correct({self.given.slot})"


@dataclass(frozen=True, slots=True)
class Reopened:
    """The caller said which value is wrong, not what is right."""

    slot: str

    @property
    def rule(self) -> str:
        """``change(amount)``."""
        return f"change({self.slot})"


@dataclass(frozen=True, slots=True)
class TooLate:
    """A correction of something that has been committed."""

    slot: str

    @property
    def rule(self) -> str:
        """``refuse(amount)``."""
        return f"refuse({self.slot})"


@dataclass(frozen=True, slots=True)
class Started:
    """A flow starts from an open question."""

    flow: str
    given: tuple[Given, ...] = ()
    """Slots that the same utterance brought."""
    how: str = "start"
    """``start``, ``menu`` (a key) or ``choose`` (A or B)."""
    then: Then | None = None
    """What the same utterance asks for besides."""

    @property
    def rule(self) -> str:
        """``start(order_status)``, or both of two: ``start(make_payment, order_status)``."""
        return f"{self.how}({_flows(self.flow, self.then)})"


@dataclass(frozen=True, slots=True)
class Digressed:
    """A flow starts in the middle of another."""

    flow: str
    given: tuple[Given, ...] = ()
    how: str = "digress"
    then: Then | None = None

    @property
    def rule(self) -> str:
        """``digress(faq)``."""
        return f"{self.how}({_flows(self.flow, self.then)})"


@dataclass(frozen=True, slots=True)
class Unwound:
    """The caller goes back to a flow that a digression interrupted."""

    flow: str

    @property
    def rule(self) -> str:
        """``back(make_payment)``."""
        return f"back({self.flow})"


@dataclass(frozen=True, slots=True)
class StayedPut:
    """A digression that is not allowed here."""

    flow: str

    @property
    def rule(self) -> str:
        """``stay(faq)``."""
        return f"stay({self.flow})"


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Ask which of two flows is meant."""

    first: str
    second: str
    rule = "clarify"


@dataclass(frozen=True, slots=True)
class Acted:
    """A global act."""

    act: Act

    @property
    def rule(self) -> str:
        """The act's name."""
        return self.act


@dataclass(frozen=True, slots=True)
class NoInput:
    """Silence."""

    rule = "no_input"


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Nothing fits."""

    rule = "no_match"


@dataclass(frozen=True, slots=True)
class Broke:
    """The turn failed inside; what was decided is lost."""

    rule = "error"


Enacted = (
    Begin
    | Broke
    | GoOn
    | Filled
    | AskedBack
    | Unfit
    | Confirmed
    | Corrected
    | Reopened
    | TooLate
    | Started
    | Digressed
    | Unwound
    | StayedPut
    | Ambiguous
    | Acted
    | NoInput
    | NoMatch
)
"""What follows from the state alone, at once."""
Decision = CameBack | Enacted


@dataclass(frozen=True, slots=True)
class NeedVerdict:
    """The rules alone do not decide: ask the classifier."""


@dataclass(frozen=True, slots=True)
class NeedParts:
    """What was said may be two wishes: ask the classifier about the halves."""

    ways: tuple[Halves, ...]
    """How the utterance may be parted."""


@dataclass(frozen=True, slots=True)
class NeedMoves:
    """The classifier defers: ask a language model, which may do what ``situation`` offers."""

    situation: Situation
