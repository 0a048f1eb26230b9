"""What does Twilio do with ``<Dial>``? It rings, says what ``url`` tells to whoever answers, and reports to ``action``.

Pure: what a scripted far end does in, the fields of the webhooks out. Where there is no ``action`` Twilio goes on with
what stands behind, whatever came of it; where there is one, never.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answered", "busy", "no-answer", "failed", "canceled", "hung-up"]
"""Of one ringing; ``hung-up``: the caller does, while it rings."""
RINGS_MS = 300
"""How long it takes until something comes of it."""


@dataclass(frozen=True, slots=True)
class Dial:
    """Put the caller through."""

    to: str
    action: str = ""
    whisper: str = ""
    """Whose TwiML whoever answers hears first."""


def result(outcome: Outcome, leg: str) -> Mapping[str, str]:
    """Return what the webhook at ``action`` gets besides the call's own fields; ``leg``: the other call's sid."""
    if outcome == "answered":
        return {
            "DialCallStatus": "completed",
            "DialCallSid": leg,
            "DialCallDuration": "1",
            "DialBridged": "true",
        }
    status = "no-answer" if outcome == "hung-up" else outcome
    return {"DialCallStatus": status, "DialCallSid": leg, "DialBridged": "false"}


def picked_up(dial: Dial, call: str, leg: str) -> Mapping[str, str]:
    """Return what the webhook at ``whisper`` gets in place of the call's own fields: it is asked for the other leg."""
    return {
        "CallSid": leg,
        "ParentCallSid": call,
        "Direction": "outbound-dial",
        "To": dial.to,
        "Called": dial.to,
    }
