"""How does a call end? Its reason, and what the telephone provider is told to do when our stream has closed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from engine.types import HangUp, Leave, Transfer
from telephony import twiml

KEYPAD_ONLY = "I cannot hear you at the moment. Please use the keys of your phone."
"""Said with a question that takes keys when there is no transcriber."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a call's stream ends, and what comes after it."""

    reason: str
    """``<blame>.<component>.<cause>``; blame is one of caller, us, carrier, stt, llm, tts, backend, policy."""
    departure: str | None = None
    """TwiML for the call's next step; None when nobody is left to hear it."""
    errand: str | None = None
    """What the call leaves our stream for; it comes back, so this is no end of the call."""


HUNG_UP = Ending("caller.phone.hung_up")
MEDIA_DROPPED = Ending("carrier.media.dropped")
"""The socket went without a ``stop``."""
MEDIA_SILENT = Ending("carrier.media.silent")
"""The socket is open and brings nothing."""
MEDIA_STALLED = Ending("carrier.media.stalled")
"""The socket is open and takes nothing."""
NEVER_BACK = Ending("caller.outside.lost")
"""The call left for an errand and was not heard of again."""
NO_STREAM = Ending("carrier.media.missing")
"""The call came back from an errand and its stream did not."""


def after(then: Transfer | Leave | HangUp, people: str) -> Ending:
    """Return how a call's stream ends that the dialog ended. A call cannot leave for nothing: people take over."""
    match then:
        case Transfer():
            return Ending("us.dialog.transferred", twiml.dial(then.number))
        case HangUp():
            return Ending(then.reason, twiml.hang_up())
        case Leave(verb=""):
            return broken("us.dialog.left", people)
        case Leave():
            return Ending("us.dialog.left", errand=then.verb)


def turned_away(people: str, *, draining: bool) -> Ending:
    """Return how a call ends that is not let in: at ``people``, or with the busy line when there is no such queue."""
    reason = "us.admission.draining" if draining else "us.admission.full"
    return Ending(reason, twiml.dial(people, say=twiml.HANDING_OVER) if people else twiml.hang_up(say=twiml.BUSY))


def broken(reason: str, people: str) -> Ending:
    """Return how a call ends that we cannot continue: at ``people``, or with an apology when there is no such queue."""
    if people:
        return Ending(reason, twiml.dial(people, say=f"{twiml.TROUBLE} {twiml.HANDING_OVER}"))
    return Ending(reason, twiml.hang_up(say=f"{twiml.TROUBLE} {twiml.CALL_AGAIN}"))
