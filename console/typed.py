"""What does a typed line of the chat mean? What the caller does, or a wish of the designer's; pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.types import Event, Keyed, Returned, Said, Silent

HELP = (
    "What is no command is what the caller says. An empty line is silence.",
    "/keys 1234        press keys",
    "/silence          say nothing",
    "/interrupt WORDS  cut our last answer after words of it",
    "/unanswered       after a transfer: nobody takes the call",
    "/hangup           put the phone down",
    "/back             take the last turn back, and try again",
    "/why              explain the last decision",
    "/where            the file and line of the open question",
    "/reload           read the flows again, and go on where we are",
    "/save NAME        write this call as a test into tests/calls/",
)
"""What ``/help`` shows, 80 columns wide at most."""


@dataclass(frozen=True, slots=True)
class Does:
    """The caller does something that is a turn."""

    event: Event


@dataclass(frozen=True, slots=True)
class Interrupts:
    """The caller cuts us short."""

    after: str
    """Words of ours; empty: the beginning of our last line."""


@dataclass(frozen=True, slots=True)
class HangsUp:
    """The caller puts the phone down."""


@dataclass(frozen=True, slots=True)
class Saves:
    """Write the call as a test."""

    name: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """``back``, ``why``, ``where``, ``reload`` or ``help``."""

    what: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Looks like a command and is none, or lacks something."""

    problem: str


Typed = Does | Interrupts | HangsUp | Saves | Wishes | Unknown


def read(line: str) -> Typed:  # noqa: PLR0911 - one return a command
    """Return what ``line`` means."""
    word, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    match word.lower():
        case "/quit" | "/hangup" | "/q":
            return HangsUp()
        case "/keys" | "/k":
            return _keys(rest)
        case "" | "/silence" | "/s":
            return Does(Silent())
        case "/unanswered" | "/u":
            return Does(Returned("unanswered"))
        case "/interrupt" | "/i":
            return Interrupts(rest)
        case "/save":
            return Saves(rest) if rest else Unknown("name the test: /save late order, wants a person")
        case "/back" | "/why" | "/where" | "/reload" | "/help":
            return Wishes(word.lower().removeprefix("/"))
        case command if command.startswith("/"):
            return Unknown(f"there is no command {command}; /help lists them")
        case _:
            return Does(Said(line.strip()))


def _keys(rest: str) -> Typed:
    """Read keys as the keypad would: ``*`` starts over, ``#`` ends."""
    digits = "".join(c for c in rest.rpartition("*")[2].partition("#")[0] if c.isdecimal() and c.isascii())
    return Does(Keyed(digits)) if digits else Unknown("which keys? /keys 1234")


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came of an errand outside the call, as the designer says."""

    outcome: str = ""
    """Empty: the handler is to make of the form what it will."""
    facts: dict[str, str] = field(default_factory=dict)
    """Of the outcome; or the form's fields."""


def read_return(line: str) -> CameBack | None:
    """Return what came of an errand: ``declined``, ``done last4=4242`` or ``Result=success PaymentToken=tok_1``.

    None: neither.
    """
    words = line.split()
    pairs = dict(word.partition("=")[::2] for word in words if "=" in word)
    outcomes = [word for word in words if "=" not in word]
    if len(outcomes) > 1 or not words or "" in pairs:
        return None
    return CameBack(outcomes[0] if outcomes else "", pairs)
