"""What does a row look like? The SQLModel tables of the embedded contact centre and of the call log.

Money is kept in minor units (pence), so that no database rounds it. No column holds a secret: a passcode is a salted
hash, and a payment token is never written down.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class OrderRow(SQLModel, table=True):
    """An order of a customer."""

    __tablename__ = "orders"

    number: str = Field(primary_key=True)
    state: str
    """delivered, late, on_its_way or cancelled."""
    day: date
    """Delivered on, or due on."""
    place: str = ""
    """Where it was left."""
    total_minor: int = 0
    packed: bool = False
    """Packed, or already on its way: it cannot be stopped any more."""
    cancelled_key: str = ""
    """Idempotency key of the step that cancelled it."""


class CustomerRow(SQLModel, table=True):
    """An account that owes something."""

    __tablename__ = "customers"

    account: str = Field(primary_key=True)
    passcode_salt: str
    passcode_hash: str
    owes_minor: int
    failures: int = 0
    """Wrong passcodes in a row."""
    locked: bool = False
    """Nobody signs in, whatever is keyed."""
    blocked: bool = False
    """The gateway refuses to charge this account."""


class PaymentRow(SQLModel, table=True):
    """A payment: written as an intent before anybody is asked for money, completed with the result."""

    __tablename__ = "payments"

    key: str = Field(primary_key=True)
    """Business idempotency key: call, step, attempt, account and amount."""
    account: str = Field(index=True)
    amount_minor: int
    state: str = "intended"
    """intended, taken or declined."""
    reference: str = ""
    left_minor: int = 0
    """What the account still owes afterwards."""


class IntentRow(SQLModel, table=True):
    """A payment that somebody is asking the gateway for just now; one that stays was cut off by a crash."""

    __tablename__ = "intents"

    key: str = Field(primary_key=True)
    """The payment's."""
    at: datetime
    """UTC."""


class LedgerRow(SQLModel, table=True):
    """A charge in the embedded ledger gateway's own book."""

    __tablename__ = "ledger"

    key: str = Field(primary_key=True)
    account: str
    amount_minor: int
    reference: str


class CallbackRow(SQLModel, table=True):
    """Somebody wants to be called back."""

    __tablename__ = "callbacks"

    key: str = Field(primary_key=True)
    phone: str
    part_of_day: str
    asked_at: datetime


class PromiseRow(SQLModel, table=True):
    """Nobody could take this call, and its caller was promised a call back."""

    __tablename__ = "promises"

    sid: str = Field(primary_key=True)
    phone: str
    """E.164: the number that called."""
    caller: str = Field(default="", index=True)
    """Keyed hash of it, as in ``understandings``."""
    queue: str = ""
    """Where nobody was free; empty: the flow did not say."""
    note: str = ""
    """What a person who takes the call would have read, masked."""
    at: datetime
    """UTC."""


class RestRow(SQLModel, table=True):
    """A provider that is not asked for a while, by any process."""

    __tablename__ = "rests"

    provider: str = Field(primary_key=True)
    until: datetime
    """UTC. The row goes when somebody finds that the provider works again."""


class RecordingRow(SQLModel, table=True):
    """A recording at the telephone provider: where it is and what became of it. The sound is never here."""

    __tablename__ = "recordings"

    recording: str = Field(primary_key=True)
    """The provider's id."""
    sid: str = Field(index=True)
    """The call's."""
    caller: str = Field(default="", index=True)
    """Keyed hash of the caller's number, as in ``understandings``."""
    at: datetime
    """When we first knew of it, UTC."""
    state: str = "in-progress"
    """in-progress, completed, absent, or deleted."""
    seconds: int | None = None
    """How long it is, once that is known."""
    unwanted: bool = False
    """It could not be stopped when it had to be: it is deleted as soon as it is over."""


class TurnRow(SQLModel, table=True):
    """One turn of one call, as it was after masking: the log that models learn from and calls resume from."""

    __tablename__ = "turns"

    sid: str = Field(primary_key=True)
    index: int = Field(primary_key=True)
    release: str
    event: str
    heard: str
    rule: str
    by: str
    said: str
    """Our lines, joined by newlines."""
    next: str
    """Where the turn left the call: a question's step, transfer, leave or hangup."""
    millis: float
    state: str
    """The graph state as JSON, for resuming."""


class PassageRow(SQLModel, table=True):
    """What a turn passed through, by the names of the plan, without a word of the caller's: traffic is counted by it.

    A table of its own, so that a log from before it is read and written as ever.
    """

    __tablename__ = "passages"

    sid: str = Field(primary_key=True)
    index: int = Field(primary_key=True)
    path: str
    """The nodes that ran, as a JSON list."""
    took: str
    """Branches, repairs, texts and starts, as JSON."""


class UnderstandingRow(SQLModel, table=True):
    """What was made of one utterance: the log that models are mended by. No secret, no keyed digit, no long number."""

    __tablename__ = "understandings"

    sid: str = Field(primary_key=True)
    index: int = Field(primary_key=True)
    at: datetime
    """UTC."""
    model: str = ""
    """The intent model in force; empty: it was not asked."""
    locale: str = ""
    place: str = ""
    """The question's step that was answered."""
    utterance: str = ""
    """Fit to learn from (``engine.learnable``); empty for keys."""
    candidates: str = "[]"
    """JSON ``[[label, score] ...]``, the best five."""
    none: float = 0.0
    """Probability that no known intent was meant."""
    threshold: float = 0.0
    verdict: str = ""
    """accept, clarify or defer; empty: the classifier was not asked."""
    by: str = ""
    """Who understood: classifier, a language model's name, rule, closed question or keys."""
    meaning: str = ""
    """The intent that it was acted on as; empty: none."""
    caller: str = Field(default="", index=True)
    """Keyed hash of the caller's number; empty: unknown."""


class ShadowRow(SQLModel, table=True):
    """What the shadowing model would have made of an utterance that another was asked about: nobody acted on it."""

    __tablename__ = "shadows"

    sid: str = Field(primary_key=True)
    index: int = Field(primary_key=True)
    model: str = Field(primary_key=True)
    """The shadowing model; which one was in force, and what it made of it, is in ``understandings``."""
    candidates: str = "[]"
    """JSON ``[[label, score] ...]``, the best five."""
    none: float = 0.0
    verdict: str = ""
    """accept, clarify or defer, at its own threshold."""


class AnswerRow(SQLModel, table=True):
    """How long the answer of one turn took, by stage, in milliseconds: of those whose first line was played."""

    __tablename__ = "answers"

    sid: str = Field(primary_key=True)
    index: int = Field(primary_key=True)
    hear: float | None = None
    """From the caller's last sound until we knew that the turn was over; None: there was no sound."""
    decide: float | None = None
    speak: float | None = None
    play: float | None = None
    answer: float | None = None
    """All of them."""


class CostRow(SQLModel, table=True):
    """What one call cost by the price table in force, and what was not spent."""

    __tablename__ = "costs"

    sid: str = Field(primary_key=True)
    at: datetime
    """When it ended, UTC."""
    currency: str
    prices_of: str
    """Date of the prices."""
    total: float
    saved: float
    asked: int
    """Answers of language models."""
    avoided: int
    """Utterances that were understood without one."""
    components: str
    """JSON ``{component: money}``."""
    used: str
    """JSON ``{"component provider unit": amount}``."""
    unpriced: str = "[]"
    """JSON list of what has no price."""
