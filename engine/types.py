"""What words does the engine use? What the caller did, what it may mean, what we say and do next.

Plain frozen values that import nothing of ours. Text that a caller produced is kept out of every ``repr``, so that no
log line or traceback can leak it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

T = TypeVar("T")


# ---------------------------------------------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is parsed, keyed and spoken: the name of a slot type (``digits``, ``money``, ``date`` ...)."""

    name: str


Digits = Annotated[str, Kind("digits")]
"""A number that is read out digit by digit: an order, an account."""
Money = Annotated[Decimal, Kind("money")]
"""An amount in the project's currency, two decimals."""
Phone = Annotated[str, Kind("phone")]
"""A telephone number in E.164."""


class Secret(Generic[T]):
    """A value that may be used but never shown.

    It prints as dots and lives in the call's vault, outside graph state.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        """Wrap ``value``."""
        self._value = value

    def reveal(self) -> T:
        """Return the bare value. Only a handler that needs it calls this."""
        return self._value

    def __repr__(self) -> str:
        """Dots."""
        return "Secret(•••)"

    __str__ = __repr__

    def __reduce__(self) -> Any:  # noqa: ANN401 - the signature is pickle's
        """Refuse to be serialised."""
        msg = "a Secret cannot be serialised"
        raise TypeError(msg)


# ------------------------------------------------------------------------------------- what the caller did (events)


@dataclass(frozen=True, slots=True)
class CallStarted:
    """The line is open and nobody has spoken."""


@dataclass(frozen=True, slots=True)
class Said:
    """The caller said something."""

    text: str = field(repr=False)
    """The transcript, already masked by ``engine.privacy``."""
    confidence: float = 1.0
    """The transcriber's, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The caller keyed an answer: all its digits at once, without the finishing ``#``."""

    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Silent:
    """The caller let the question's ``wait`` pass."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The call is back from outside our stream (a card capture, a transfer that nobody took)."""

    outcome: str = ""
    """Of the step it left for; empty: that step's handler has the call's form and will say.

    After a transfer it says nothing: a call that comes back from there was not taken.
    """
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)


Event = CallStarted | Said | Keyed | Silent | Returned


# --------------------------------------------------------------------------------------- what it may mean


@dataclass(frozen=True, slots=True)
class Candidate:
    """One intent the classifier holds possible."""

    label: str
    score: float
    """Softmax probability, 0 to 1, the learned "none" included in the sum."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Which model scored an utterance, and how it stood to "none of them"."""

    model: str
    """The model's content hash."""
    threshold: float
    """Score from which on it was allowed to act."""
    none: float
    """Probability that no known intent is meant."""


@dataclass(frozen=True, slots=True)
class Accept:
    """The classifier is sure enough to act."""

    candidates: tuple[Candidate, ...]
    """Best first; the first is the accepted one."""
    scored: Scored | None = field(default=None, compare=False)
    """Empty where no model was asked."""


@dataclass(frozen=True, slots=True)
class Clarify:
    """Two intents together pass the threshold and lie within the margin: ask which."""

    candidates: tuple[Candidate, ...]
    """Best first; the first two are the question."""
    scored: Scored | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Defer:
    """Not sure: somebody else (a language model, or a closed question) has to say."""

    candidates: tuple[Candidate, ...]
    """Best first, as a hint."""
    scored: Scored | None = field(default=None, compare=False)


Verdict = Accept | Clarify | Defer


Act = Literal["human", "repeat", "hold", "cancel", "help", "goodbye", "stop_recording"]
"""What a caller may want at any point of any flow."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Give the open question's slot, or another slot of this flow, a value, in the caller's words."""

    slot: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Correct:
    """Replace a value that is already known, in the caller's words."""

    slot: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StartFlow:
    """Start a flow, as a digression when another is open.

    A question to the knowledge base is the flow that starts on ``question``.
    """

    flow: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A bare yes or no to the open question."""

    yes: bool


@dataclass(frozen=True, slots=True)
class ChooseBetween:
    """Ask which of two flows is meant."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class DoAct:
    """One of the global acts."""

    act: Act


@dataclass(frozen=True, slots=True)
class NoMove:
    """Nothing that was offered fits."""


Move = Fill | Correct | StartFlow | Answer | ChooseBetween | DoAct | NoMove


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """A slot that a language model may fill or correct."""

    name: str
    kind: str
    """The slot type's name."""
    question: str
    """How the caller is asked for it."""


@dataclass(frozen=True, slots=True)
class OfferedFlow:
    """A flow that a language model may start."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a language model is told when the classifier defers, and all that it may do.

    What is not offered cannot be done.
    """

    utterance: str = field(repr=False)
    question: str
    """What the caller was just asked, as spoken."""
    flow: str
    """``about`` of the open flow, or empty."""
    candidates: tuple[Candidate, ...]
    """The classifier's best three."""
    fills: tuple[OfferedSlot, ...] = ()
    corrects: tuple[OfferedSlot, ...] = ()
    starts: tuple[OfferedFlow, ...] = ()
    acts: tuple[Act, ...] = ()
    yes_no: bool = False
    """Whether ``Answer`` is offered. Never before a handler that commits."""
    locale: str = ""
    """The call's language. Not told; what is remembered of one is not used for another."""
    release: str = ""
    """Hash of what the call runs on; likewise."""


class Understander(Protocol):
    """Says locally, within about a millisecond, what an utterance means."""

    async def understand(self, text: str) -> Verdict:
        """Classify and route one utterance."""
        ...


class Fallback(Protocol):
    """Says what an utterance means when the classifier could not."""

    name: str
    """For the trace: ``claude-haiku-5-5``, ``closed question`` ..."""

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        """Return the moves to try, in order; only moves that ``situation`` offers.

        Raises ``ProviderError`` when the provider failed; the caller of this method then asks a closed question.
        """
        ...


# ------------------------------------------------------------------------------------- what handlers give back


@dataclass(frozen=True, slots=True)
class Outcome:
    """A handler's result other than plain success, by one of its declared names."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)


Speakable = str | AsyncIterator[str]
"""A fact named ``say``: text, or sentences as they come."""


# ------------------------------------------------------------------------------------- what we say and do next


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence on its way to the caller."""

    id: str
    """``<turn>.<n>``, unique in a call."""
    text: str
    """Speakable: numbers as words, no markup."""
    step: str
    """The node that said it, ``make_payment/ask.amount``."""
    barge: bool = True
    """Whether the caller may interrupt it."""
    filler: bool = False
    """Said only to bridge a wait; never repeated, never part of the history."""
    retry: bool = False
    """The beginning of a question asked again because no answer came: words alone do not cut its first second."""


Say = Callable[[Line], None]
"""Takes a line the moment it is known. Never blocks."""


@dataclass(frozen=True, slots=True)
class KeyRule:
    """How key presses become one answer.

    Complete at ``longest`` digits, at ``#``, or ``gap_ms`` after the last key; ``*`` starts over.
    """

    shortest: int = 1
    longest: int = 32
    gap_ms: int = 3000


@dataclass(frozen=True, slots=True)
class Listening:
    """What the call should listen for until the next turn."""

    step: str
    """The node that asked."""
    expects: str = "open"
    """A slot type's name, ``confirm``, ``choice`` (A or B), or ``open``."""
    wait_ms: int = 5000
    """Silence after our audio ended before ``Silent``."""
    patience_ms: int = 700
    """How long a pause inside the answer may be."""
    keys: KeyRule | None = None
    hints: tuple[str, ...] = ()
    """Vocabulary for the transcriber."""
    secret: bool = False
    """Keypad only: the transcriber is paused and nothing of the answer is kept."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the caller to people."""

    queue: str
    number: str
    """Where the queue is reached, E.164 or ``sip:``."""
    note: str = field(default="", repr=False)
    """For the human, written form, masked."""
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Flow, what else was wanted, step, slots with secrets masked, path, tries, last turns, language, release."""
    comes_back: bool = True
    """Whether the dialog goes on (``Returned``) when nobody takes the call; else the caller is told so and hung up on.
    """


@dataclass(frozen=True, slots=True)
class Untaken:
    """A transfer that nobody took."""

    queue: str
    note: str = field(default="", repr=False)
    """As in ``Transfer``."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave our stream for an external handler; the call comes back with ``Returned``."""

    step: str
    handler: str
    verb: str = field(default="", repr=False)
    """What is to be done outside: one TwiML element."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""

    reason: str = "us.dialog.done"
    """``<blame>.<component>.<cause>``."""


Next = Listening | Transfer | Leave | HangUp


@dataclass(frozen=True, slots=True)
class Took:
    """One thing that happened in a turn, by the names of the plan: no word and no value of the caller's."""

    where: str
    """A node, ``slot.<name>`` for its texts, or a flow that started."""
    kind: Literal["outcome", "repair", "prompt", "start"]
    name: str
    """``yes``, ``not_found``; ``silence 1``, ``correct amount``; ``ask``, ``retry 2``, ``say any 1``; a label."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong in a turn, in names alone: no word and no value of the caller's."""

    kind: Literal["raised", "nonsense", "unwired", "late", "broke"]
    """A handler raised, gave what it does not declare, had no input, was too slow; or the turn itself failed."""
    what: str
    """``rooms.find raised ValueError``."""
    at: str
    """``handlers.py:88``; empty: nowhere in particular."""

    def __str__(self) -> str:
        """``rooms.find raised ValueError (handlers.py:88)``."""
        return f"{self.what} ({self.at})" if self.at else self.what


@dataclass(frozen=True, slots=True)
class Meant:
    """What was made of one utterance: what models are mended by."""

    place: str
    """The question's step that it answered; empty: nothing was asked."""
    locale: str
    verdict: Literal["accept", "clarify", "defer", ""]
    """The classifier's; empty: it was not asked."""
    scored: Scored | None
    label: str
    """The intent that it was acted on as; empty: none."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did: the row that is logged, traced and tested."""

    index: int
    event: str
    """``started``, ``said``, ``keyed``, ``silent`` or ``returned``."""
    heard: str = field(repr=False)
    """The masked transcript or keys; ``•••`` for a secret."""
    rule: str
    """Which rule of the turn policy fired: ``fill(amount)``, ``digress(faq)``, ``no_match`` ..."""
    by: str
    """Who understood: ``keys``, ``rule``, ``classifier``, a language model's name, or ``nobody``."""
    candidates: tuple[Candidate, ...]
    path: tuple[str, ...]
    """The nodes that ran, in order."""
    lines: tuple[Line, ...]
    did: tuple[tuple[str, str], ...]
    """Handlers run and the outcome of each."""
    slots: Mapping[str, Any] = field(repr=False)
    """After the turn, secrets masked."""
    next: Next
    millis: Mapping[str, float]
    """Where the time went: ``understand``, ``fallback``, ``handler:<name>``, ``total``."""
    took: tuple[Took, ...] = ()
    """Branches, repairs, texts and starts, in order: what coverage, traces and traffic are painted from."""
    trouble: tuple[Trouble, ...] = ()
    """What went wrong, for whoever writes the flows and the handlers."""
    meant: Meant | None = None
    """Of what was said or keyed where no secret was asked."""
