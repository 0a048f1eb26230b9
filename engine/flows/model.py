"""What is a flow, once it has been read? The abstract syntax of the flow language, in frozen values.

Each knows where it stands. Nothing here reads YAML, runs a step or knows a default wording; ``read`` makes these values
and ``plan`` compiles them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Self

from engine.recording import Rule


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file a person can open."""

    file: str
    """Relative to the project's folder."""
    line: int
    """From 1."""
    column: int
    """From 1."""

    def __str__(self) -> str:
        """``file:line:col``."""
        return f"{self.file}:{self.line}:{self.column}"


class Name(str):
    """A word of a flow file (a slot, a flow, an outcome ...) that knows where it stands; otherwise a plain ``str``."""

    __slots__ = ("at",)
    at: Position

    def __new__(cls, text: str, at: Position) -> Self:
        """Keep ``text`` and its place."""
        name = super().__new__(cls, text)
        name.at = at
        return name

    def __getnewargs__(self) -> tuple[str, Position]:  # type: ignore[override]
        """Let a copy keep its place."""
        return str(self), self.at


# ------------------------------------------------------------------------------------------------------ expressions


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant."""

    value: str | Decimal | bool
    at: Position


@dataclass(frozen=True, slots=True)
class Reference:
    """``order_number``, ``order.state``, ``caller.said``."""

    path: tuple[str, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right``."""

    op: Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
    left: Expression
    right: Expression
    at: Position


@dataclass(frozen=True, slots=True)
class Members:
    """``[late, lost]``, the right side of ``in``."""

    values: tuple[Expression, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Junction:
    """``and`` / ``or`` over two or more operands."""

    op: Literal["and", "or"]
    operands: tuple[Expression, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Not:
    """``not operand``."""

    operand: Expression
    at: Position


Expression = Constant | Reference | Compare | Members | Junction | Not


# ------------------------------------------------------------------------------------------------------------ texts


@dataclass(frozen=True, slots=True)
class Template:
    """A text with places for values, such as ``So that's {amount}.``."""

    source: str
    parts: tuple[str | Reference, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said: one text, or several of which one is chosen, never the same twice in a call."""

    variants: tuple[Template, ...]
    at: Position


# ------------------------------------------------------------------------------------------------------------ slots


@dataclass(frozen=True, slots=True)
class SlotType:
    """``digits(4-8)``, ``money``, ``one_of [red, green]``."""

    kind: str
    """digits, money, number, date, time, yes_no, one_of, phone, postcode, email, name, text; empty if not readable."""
    shortest: int | None = None
    longest: int | None = None
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``one_of``: value -> the ways people say it, the value itself first."""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on a fresh value, and what to say when it does not hold."""

    condition: Expression
    otherwise: Prompt
    at: Position


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing we need to know, with how to ask for it. ``None`` means: the type's or the project's default."""

    name: str
    type: SlotType
    ask: Prompt
    at: Position
    short: Prompt | None = None
    retry: tuple[Prompt, ...] = ()
    silence: Prompt | None = None
    help: Prompt | None = None
    checks: tuple[Check, ...] = ()
    readback: Literal["auto", "always", "never"] = "auto"
    keys: bool | Mapping[str, str] = True
    """False: ``keys: off``. A map: key -> value."""
    voice: bool = True
    secret: bool = False
    wait_s: float | None = None
    patience_s: float | None = None
    tries: int | None = None
    barge: bool = True
    keep: bool = False
    """``keep: call``: survives the end of the flow that asked."""
    on: Mapping[str, Block] = field(default_factory=dict)
    called: tuple[str, ...] = ()
    """What callers of another language call this value; empty: the words of ``name``."""


# ------------------------------------------------------------------------------------------------------------ steps


@dataclass(frozen=True, slots=True)
class Say:
    """``say: text``."""

    prompt: Prompt
    at: Position
    barge: bool = True
    id: str = ""
    """``id:``, beside any step: the name of its node, which then outlasts every edit of its text. Empty: none."""


@dataclass(frozen=True, slots=True)
class Ask:
    """``ask: slot``; skipped when the slot is known."""

    slot: str
    at: Position
    id: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """``confirm: text``; yes falls through unless ``yes:`` is given; a bare no without ``no:`` asks what to change."""

    prompt: Prompt
    at: Position
    yes: Block | None = None
    no: Block | None = None
    retry: tuple[Prompt, ...] = ()
    tries: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Listen:
    """``listen: text``; whatever is said may start a flow."""

    prompt: Prompt
    at: Position
    retry: tuple[Prompt, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    """Key -> flow."""
    tries: int | None = None
    wait_s: float | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """``do: handler``."""

    handler: str
    at: Position
    result: str | None = None
    """``as:``."""
    inputs: Mapping[str, Expression] = field(default_factory=dict)
    """``with:`` overrides; the rest is wired by name."""
    filler: Prompt | None = None
    on: Mapping[str, Block] = field(default_factory=dict)
    """Outcome -> block; also ``error`` and ``timeout``."""
    id: str = ""


@dataclass(frozen=True, slots=True)
class If:
    """``if: expr`` / ``then:`` / ``else:``."""

    condition: Expression
    then: Block
    otherwise: Block
    at: Position
    id: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """``match: expr`` with one block per value."""

    subject: Expression
    cases: Mapping[str, Block]
    otherwise: Block | None
    at: Position
    id: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """``run: flow``, and come back."""

    flow: str
    at: Position
    id: str = ""


@dataclass(frozen=True, slots=True)
class Redo:
    """``redo: name``: forget it and go back to where it is asked or produced."""

    name: str
    at: Position
    id: str = ""


@dataclass(frozen=True, slots=True)
class TransferTo:
    """``transfer: queue`` with a ``note:`` for the human."""

    queue: str
    at: Position
    note: Prompt | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """``end`` finishes this flow; ``end: hangup`` ends the call."""

    at: Position
    hangup: bool = False
    id: str = ""


Step = Say | Ask | Confirm | Listen | Do | If | Match | Run | Redo | TransferTo | End
Block = tuple[Step, ...]


# ------------------------------------------------------------------------------------------------- flow and project


@dataclass(frozen=True, slots=True)
class Flow:
    """One thing a caller can get done: one file."""

    name: str
    """The file's name."""
    about: str
    title: str
    """Spoken: "your payment"."""
    start: tuple[str, ...]
    """Intent labels; ``("question",)`` for any question no other flow claims; empty for ``never``."""
    steps: Block
    at: Position
    guard: Expression | None = None
    """``if:``."""
    slots: Mapping[str, Slot] = field(default_factory=dict)
    on: Mapping[str, Block] = field(default_factory=dict)
    interrupt: bool = True
    """``interrupt: never`` refuses digressions out of this flow."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Project-wide bounds."""

    tries: int = 3
    wait_s: float = 5.0
    digressions: int = 2
    call_s: float = 900.0


@dataclass(frozen=True, slots=True)
class Required:
    """What conversations must show before a release: percent of outcomes, and of repairs."""

    commits: int = 100
    """Of each flow that commits."""
    others: int = 90
    """Of all the others together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the project asks of the intent model."""

    precision: float = 0.98
    margin: float = 0.15


@dataclass(frozen=True, slots=True)
class Translation:
    """One entry of a locale file: a text as callers of another language hear it."""

    key: Name
    """``order_status/ask.order_number/retry.1``: the node's name, and the text's role where the node has several."""
    prompt: Prompt | None
    """None while nobody has translated it."""
    made_from: str = ""
    """The fingerprint of the words it was made from."""
    was: str = ""
    """``stale:``, the fingerprint of the words before they changed; empty when the translation is up to date."""


@dataclass(frozen=True, slots=True)
class LocaleFile:
    """``flows/locales/es.yaml``."""

    tag: str
    """The file's name, ``es`` or ``es-ES``."""
    at: Position
    entries: Mapping[str, Translation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """``flows/project.yaml`` and every flow beside it."""

    name: str
    locale: str
    """The language that the flows are written in and most callers speak, ``en-GB``."""
    start: str
    """The flow that greets."""
    at: Position
    handlers: str | None = None
    disclosure: Prompt | None = None
    disclosure_waived: str | None = None
    """``disclosure: {none: reason}``."""
    recording: Rule = "never"
    queues: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    understanding: Asked = field(default_factory=Asked)
    coverage: Required = field(default_factory=Required)
    voices: Mapping[str, str] = field(default_factory=dict)
    """Synthesizer name -> voice id."""
    on: Mapping[str, Block] = field(default_factory=dict)
    """Event (human, give_up, error, no_input, no_match, cancel, goodbye, help ...) -> what happens anywhere."""
    flows: Mapping[str, Flow] = field(default_factory=dict)
    locales: tuple[str, ...] = ()
    """The languages that calls may be held in besides ``locale``."""
    translations: Mapping[str, LocaleFile] = field(default_factory=dict)
    """Tag -> what ``flows/locales/<tag>.yaml`` holds."""
    unread: frozenset[str] = frozenset()
    """Flows whose files could not be read."""
