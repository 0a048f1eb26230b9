"""What does Twilio do with the recordings of its calls? Start, pause, resume, stop; pure: the clock is handed in.

A call has one recording that can be controlled; a second is refused while it runs. ``Twilio.CURRENT`` stands for it. A
call that is over has none, and a recording that has stopped never goes on: both are not found. Which stretches were
recorded is kept, so that a test can say what is on the tape.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CURRENT = "Twilio.CURRENT"
RUNNING = frozenset(("in-progress", "paused"))
_EVENTS = frozenset(("in-progress", "completed", "absent"))
_ALLOWED: Mapping[str, frozenset[str]] = {
    "RecordingChannels": frozenset(("mono", "dual")),
    "RecordingTrack": frozenset(("inbound", "outbound", "both")),
    "RecordingStatusCallbackMethod": frozenset(("GET", "POST")),
    "Trim": frozenset(("trim-silence", "do-not-trim")),
}
_CHANGES = frozenset(("paused", "in-progress", "stopped"))
_PAUSES = frozenset(("skip", "silence"))


@dataclass(frozen=True, slots=True)
class Refused(Exception):  # noqa: N818 - an answer, not a fault of ours
    """What Twilio answers to what cannot be done."""

    status: int
    code: int
    message: str


@dataclass(slots=True)
class Recording:
    """One recording."""

    sid: str
    call: str
    channels: int
    callback: str
    """Where its changes are told; empty: nowhere."""
    events: frozenset[str]
    """Which of them."""
    status: str = "in-progress"
    began: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    """When it was really recording, by the clock: each beginning has its end but perhaps the last."""
    over_at: float | None = None
    skips: bool = False
    """A pause under way leaves no silence on the tape."""
    skipped: float = 0.0
    """Seconds that are not on the tape, not even as silence."""

    def spans(self, now: float) -> Iterator[tuple[float, float]]:
        """Yield the stretches that are on the tape."""
        yield from zip(self.began, [*self.ended, now], strict=False)

    def on_tape(self, at: float) -> bool:
        """Say whether what sounded at ``at`` is on the tape."""
        return any(began <= at < ended for began, ended in self.spans(float("inf")))

    def seconds(self) -> int:
        """How long the tape is, silence included; 0 while it runs."""
        return 0 if self.over_at is None else round(self.over_at - self.began[0] - self.skipped)

    def turn(self, status: str, now: float, *, skips: bool = False) -> None:
        """Become ``status``; ``skips``: a pause leaves nothing on the tape."""
        if self.status == "paused" and status != "paused" and self.skips:
            self.skipped += now - self.ended[-1]
        self.skips = skips
        self.over_at = None if status in RUNNING else now
        if status == "in-progress" and self.status != "in-progress":
            self.began.append(now)
        elif status != "in-progress" and self.status == "in-progress":
            self.ended.append(now)
        self.status = status


class Recordings:
    """All recordings of one account."""

    def __init__(self) -> None:
        self.all: dict[str, Recording] = {}

    def start(self, call: str, form: Mapping[str, str], now: float) -> Recording:
        """Begin to record a call that is in progress. Raises ``Refused``."""
        for name, allowed in _ALLOWED.items():
            if form.get(name, next(iter(allowed))) not in allowed:
                raise Refused(400, 20001, f"Invalid {name} {form[name]}")
        callback = form.get("RecordingStatusCallback", "")
        events = frozenset(form.get("RecordingStatusCallbackEvent", "completed").split())
        if not events <= _EVENTS:
            raise Refused(400, 20001, "Invalid RecordingStatusCallbackEvent")
        if callback and not urlsplit(callback).netloc:
            raise Refused(400, 21609, "RecordingStatusCallback is not a valid URL")
        if self._running(call) is not None:
            raise Refused(400, 21220, "A recording of this call is in progress")
        channels = 2 if form.get("RecordingChannels") == "dual" else 1
        made = Recording("RE" + secrets.token_hex(16), call, channels, callback, events, began=[now])
        self.all[made.sid] = made
        return made

    def change(self, call: str, name: str, form: Mapping[str, str], now: float) -> Recording:
        """Pause, resume or stop what runs. Raises ``Refused``."""
        status, pause = form.get("Status", ""), form.get("PauseBehavior", "silence")
        if status not in _CHANGES:
            raise Refused(400, 20001, f"Invalid Status {status}")
        if pause not in _PAUSES or ("PauseBehavior" in form and status != "paused"):
            raise Refused(400, 20001, f"Invalid PauseBehavior {pause}")
        found = self._running(call)
        if found is None or name not in (CURRENT, found.sid):
            raise Refused(404, 20404, f"The requested resource {name} was not found")
        found.turn(status, now, skips=pause == "skip")
        return found

    def find(self, call: str, name: str) -> Recording:
        """Return a recording of a call, running or not. Raises ``Refused``."""
        found = self._running(call) if name == CURRENT else self.all.get(name)
        if found is None or found.call != call:
            raise Refused(404, 20404, f"The requested resource {name} was not found")
        return found

    def delete(self, name: str) -> None:
        """Delete a recording that is over. Raises ``Refused``."""
        found = self.all.get(name)
        if found is None:
            raise Refused(404, 20404, f"The requested resource {name} was not found")
        if found.status in RUNNING:
            raise Refused(400, 20409, "The recording is in progress")
        del self.all[name]

    def over(self, call: str, now: float) -> None:
        """End what runs, the call being over."""
        found = self._running(call)
        if found is not None:
            found.turn("stopped", now)

    def _running(self, call: str) -> Recording | None:
        return next((each for each in self.all.values() if each.call == call and each.status in RUNNING), None)
