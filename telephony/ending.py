"""How does a call end? Its reason, and what is done with the caller when our stream has closed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.types import HangUp, Leave, Transfer
from telephony import twiml

KEYPAD_ONLY = "I cannot hear you at the moment. Please use the keys of your phone."
"""Said with a question that takes keys when there is no transcriber."""


@dataclass(frozen=True, slots=True)
class PutThrough:
    """The caller goes to people for good: who is taken by nobody is told so, and the call ends."""

    number: str
    """E.164 or ``sip:``."""
    say: str = ""
    """Said before it rings."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """The call ends."""

    say: str = ""
    """Said before."""


Departure = PutThrough | Farewell
"""What the telephone provider does with the caller without us."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a call's stream ends, and what comes after it."""

    reason: str
    """``<blame>.<component>.<cause>``; blame is one of caller, us, carrier, stt, llm, tts, backend, policy."""
    departure: Departure | None = None
    """The call's next step; None when nobody is left to take it."""
    errand: Leave | Transfer | None = None
    """What the call leaves our stream for; it may come back, so this need not be the end of the call."""


HUNG_UP = Ending("caller.phone.hung_up")
MEDIA_DROPPED = Ending("carrier.media.dropped")
"""The socket went without a ``stop``."""
CUT_OFF = Ending("us.server.stopped")
"""The server was told a second time to stop, and waited for this call no longer."""
MEDIA_SILENT = Ending("carrier.media.silent")
"""The socket is open and brings nothing."""
MEDIA_STALLED = Ending("carrier.media.stalled")
"""The socket is open and takes nothing."""
NEVER_BACK = Ending("caller.outside.lost")
"""The call left for an errand and was not heard of again."""
NO_STREAM = Ending("carrier.media.missing")
"""The call came back from an errand and its stream did not."""
TAKEN = Ending("us.dialog.transferred")
"""People took the call."""
RANG_OFF = Ending("caller.transfer.hung_up")
"""The caller hung up while it rang."""


def over(ending: Ending) -> bool:
    """Say whether the call itself is over with its stream: nobody else takes the caller, and he is not lost to us."""
    return ending in (HUNG_UP, RANG_OFF) or isinstance(ending.departure, Farewell)


def after(then: Transfer | Leave | HangUp, people: str) -> Ending:
    """Return how a call's stream ends that the dialog ended. A call cannot leave for nothing: people take over."""
    match then:
        case Transfer(comes_back=True):
            return replace(TAKEN, errand=then)
        case Transfer():
            return replace(TAKEN, departure=PutThrough(then.number))
        case HangUp():
            return Ending(then.reason, Farewell())
        case Leave(verb=""):
            return broken("us.dialog.left", people)
        case Leave():
            return Ending("us.dialog.left", errand=then)


def turned_away(people: str, *, draining: bool) -> Ending:
    """Return how a call ends that is not let in: at ``people``, or with the busy line when there is no such queue."""
    reason = "us.admission.draining" if draining else "us.admission.full"
    return Ending(reason, PutThrough(people, twiml.HANDING_OVER) if people else Farewell(twiml.BUSY))


def broken(reason: str, people: str) -> Ending:
    """Return how a call ends that we cannot continue: at ``people``, or with an apology when there is no such queue."""
    if people:
        return Ending(reason, PutThrough(people, f"{twiml.TROUBLE} {twiml.HANDING_OVER}"))
    return Ending(reason, Farewell(f"{twiml.TROUBLE} {twiml.CALL_AGAIN}"))


def told(departure: Departure | None, unanswered_url: str) -> str | None:
    """Return the TwiML of a departure. ``unanswered_url`` has a word for who is put through and taken by nobody."""
    match departure:
        case PutThrough(number=number, say=say):
            return twiml.dial(number, unanswered_url, say=say)
        case Farewell(say=say):
            return twiml.hang_up(say=say)
        case None:
            return None
