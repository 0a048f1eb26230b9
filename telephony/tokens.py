"""Who may open a media stream? One-time tokens, each bound to the call whose webhook asked for it.

Twilio's signature on a ``wss`` upgrade never changes, so it does not protect against replay; the token does. It stands
in the URL's path, lives 30 seconds, is redeemed before the upgrade is accepted, and the CallSid that ``start`` names
must be the one it was made for. A webhook that is delivered twice gets the same token while nobody has used it, and
none once somebody has. A call gets one token to begin with, and one for each errand that it comes back from.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

LIFE_S = 30.0
REMEMBERED_S = 900.0
"""How long a used token's call is remembered, so that a late duplicate of its webhook cannot open a second stream."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One permission to open one stream."""

    token: str
    call_sid: str
    until: float
    errand: int = 0
    """The errand that the call comes back from; 0: it begins."""


class Tokens:
    """The tokens of one process. ``clock`` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start with none."""
        self._clock = clock
        self._open: dict[str, Ticket] = {}
        self._by_call: dict[tuple[str, int], str] = {}
        self._used: dict[tuple[str, int], float] = {}

    def __len__(self) -> int:
        """How many calls were let in and have no stream yet; those that come back are not counted, they are in."""
        self._forget()
        return sum(not ticket.errand for ticket in self._open.values())

    def knows(self, call_sid: str) -> bool:
        """Say whether the call was let in, be it still without a stream or not."""
        self._forget()
        return (call_sid, 0) in self._by_call or (call_sid, 0) in self._used

    def issue(self, call_sid: str, errand: int = 0) -> str | None:
        """Return the unused token of the call, or of its return; else a new one; None when it was used already."""
        self._forget()
        if (call_sid, errand) in self._by_call:
            return self._by_call[call_sid, errand]
        if (call_sid, errand) in self._used:
            return None
        ticket = Ticket(secrets.token_urlsafe(24), call_sid, self._clock() + LIFE_S, errand)
        self._open[ticket.token] = ticket
        self._by_call[call_sid, errand] = ticket.token
        return ticket.token

    def redeem(self, token: str) -> Ticket | None:
        """Use ``token`` up and return what it permits; None when it is unknown, used or too old."""
        self._forget()
        ticket = self._open.pop(token, None)
        if ticket is None:
            return None
        del self._by_call[ticket.call_sid, ticket.errand]
        self._used[ticket.call_sid, ticket.errand] = self._clock() + REMEMBERED_S
        return ticket

    def _forget(self) -> None:
        now = self._clock()
        for ticket in [t for t in self._open.values() if t.until <= now]:
            del self._open[ticket.token]
            del self._by_call[ticket.call_sid, ticket.errand]
        for use in [u for u, until in self._used.items() if until <= now]:
            del self._used[use]
