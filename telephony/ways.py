"""By which addresses do calls come back to us? Each kind of return has its own path and its own codes; pure.

    /voice/back/{passage}             from an errand that a handler waits for
    /voice/dialled/{passage}          from ringing at people, whatever came of it
    /voice/whisper/{sid}/{passage}    not the call but whoever took it, who is told what it is about
    /voice/recording                  not the call but what becomes of its recording
    /voice/unanswered                 from ringing at people for good: nothing of the call is known or needed

A passage is signed (``errand``), so each of them works at any process that knows the webhooks' secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from telephony.errand import errand_of, passage

Kind = Literal["back", "dialled", "whisper"]

BACK, DIALLED, WHISPER = "/voice/back/", "/voice/dialled/", "/voice/whisper/"
UNANSWERED = "/voice/unanswered"
RECORDING = "/voice/recording"


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of one server."""

    address: str
    """The public base URL without a trailing slash."""
    secret: str = field(repr=False)
    """The webhooks' own."""

    def back(self, sid: str, errand: int) -> str:
        """Return where a call comes back from its ``errand``-th errand."""
        return self.address + BACK + self._passage("back", sid, errand)

    def dialled(self, sid: str, errand: int) -> str:
        """Return where Twilio tells what came of ringing at people."""
        return self.address + DIALLED + self._passage("dialled", sid, errand)

    def whisper(self, sid: str, errand: int) -> str:
        """Return where Twilio asks what whoever took the call is told. The request is that person's, not the call's."""
        return f"{self.address}{WHISPER}{sid}/{self._passage('whisper', sid, errand)}"

    @property
    def unanswered(self) -> str:
        """Return where a call goes on that is put through for good."""
        return self.address + UNANSWERED

    def errand(self, kind: Kind, given: str, sid: str) -> int | None:
        """Return which errand of the call ``sid`` the passage ``given`` is of; None when we did not make it so."""
        return errand_of(given, self.secret, f"{kind}:{sid}")

    def _passage(self, kind: Kind, sid: str, errand: int) -> str:
        return passage(self.secret, f"{kind}:{sid}", errand)
