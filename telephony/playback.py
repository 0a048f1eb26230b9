"""What did the caller really hear? Pure accounting of what was sent, which marks came back and what was cleared.

Theory of operation. The far end plays what we send in order, at 8 bytes a millisecond, and echoes a mark when the audio
before it was played **or thrown away by a clear**; the two echoes look the same. So a mark's name carries the epoch in
which it was sent, ``clear`` begins a new epoch, and echoes of older epochs mean nothing. Between echoes the play-out
clock says where we are: audio that is sent at ``now`` starts when the audio before it ends, or now. A mark that never
comes is taken for echoed 1.5 s after the clock says it should have been.

"Finished speaking" is a conjunction, in either order: the reply has ended (nothing more will be sent) and every mark
was echoed.

All times are milliseconds of the call's clock, handed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.types import Line

BYTES_PER_MS = 8
LATE_MARK_MS = 1500.0
SPOKEN_CHARS_PER_S = 15.0
"""Ordinary reading speed; used only to guess how long a line is that was cut before it was synthesised."""


@dataclass(slots=True)
class Sent:
    """One line on its way to the caller's ear."""

    line: Line
    began_ms: float
    """When its first sample plays."""
    ends_ms: float
    """When the last sample sent so far plays."""
    length_ms: float | None = None
    """How long it will be, once all of it was synthesised."""
    whole: bool = False
    """All its audio was sent, and its mark."""
    done: bool = False
    """Its mark came back."""

    def fraction(self, now: float) -> float:
        """How much of it has been played, 0 to 1."""
        if self.done:
            return 1.0
        length = self.length_ms
        if length is None:
            length = max(self.ends_ms - self.began_ms, len(self.line.text) / SPOKEN_CHARS_PER_S * 1000)
        return min(1.0, max(0.0, now - self.began_ms) / length) if length else 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller heard of one line."""

    line: Line
    text: str = field(repr=False)
    """A prefix of the line's text in whole words."""
    began_ms: float
    ended_ms: float


def prefix(text: str, fraction: float) -> str:
    """Return the words of ``text`` that lie wholly within its first ``fraction``."""
    if fraction >= 1.0:
        return text.rstrip()
    cut = int(len(text) * fraction)
    if cut < len(text) and not text[cut].isspace():
        cut = text.rfind(" ", 0, cut + 1)
    return text[: max(cut, 0)].rstrip()


@dataclass(slots=True)
class Playback:
    """The far end's buffer, as far as we can know it."""

    epoch: int = 0
    ends_ms: float = 0.0
    """When the last sample sent so far plays."""
    ended: bool = True
    """No more lines are coming: the reply ended."""
    sent: list[Sent] = field(default_factory=list)
    """This epoch's lines, in order."""
    paused_ms: float | None = None
    """When we fell silent with more to say; None: we did not."""

    # -------------------------------------------------------------------------------------------- what we did

    def begin(self) -> None:
        """Note that a reply is under way: more lines may come."""
        self.ended = False
        self.sent = [s for s in self.sent if not s.done]

    def end(self) -> None:
        """Note that the reply has ended: nothing more will be sent."""
        self.ended = True

    def send(self, line: Line, count: int, now: float, total: int | None = None) -> None:
        """``count`` bytes of ``line`` were sent; ``total`` is how many it has, when that is known."""
        began = max(self.ends_ms, now)
        self.ends_ms = began + count / BYTES_PER_MS
        if not self.sent or self.sent[-1].line.id != line.id:
            self.sent.append(Sent(line, began, self.ends_ms))
        last = self.sent[-1]
        last.ends_ms = self.ends_ms
        last.length_ms = None if total is None else total / BYTES_PER_MS

    def complete(self, line: Line, now: float) -> str:
        """All of ``line`` was sent. Return the name of the mark to send after it."""
        if not self.sent or self.sent[-1].line.id != line.id:
            self.send(line, 0, now)
        last = self.sent[-1]
        last.whole, last.length_ms = True, last.ends_ms - last.began_ms
        return f"{self.epoch}:{line.id}"

    # --------------------------------------------------------------------------------------- what came back

    def echo(self, name: str, now: float) -> Heard | None:
        """Take a mark that came back. Return the line that was heard whole, or None when the echo means nothing."""
        epoch, _, line_id = name.partition(":")
        if epoch != str(self.epoch):
            return None
        for s in self.sent:
            if s.line.id == line_id and s.whole and not s.done:
                return self._done(s, now)
        return None

    def overdue(self, now: float) -> tuple[Heard, ...]:
        """Take for heard every line whose mark should have come back 1.5 s ago."""
        late = [s for s in self.sent if s.whole and not s.done and now >= s.ends_ms + LATE_MARK_MS]
        return tuple(self._done(s, s.ends_ms) for s in late)

    def clear(self, now: float) -> tuple[Heard, ...]:
        """Begin a new epoch: the buffer was thrown away. Return what was heard of each line that was cut."""
        now = now if self.paused_ms is None else self.paused_ms
        cut = tuple(
            Heard(s.line, prefix(s.line.text, s.fraction(now)), s.began_ms, min(max(now, s.began_ms), s.ends_ms))
            for s in self.sent
            if not s.done
        )
        self.epoch += 1
        self.sent, self.paused_ms = [], None
        self.ends_ms = min(self.ends_ms, now)
        return cut

    def pause(self, now: float) -> tuple[Heard, ...]:
        """Begin a new epoch: the buffer was thrown away and will be sent again. Return what was heard whole."""
        whole = tuple(self._done(s, s.ends_ms) for s in self.sent if s.whole and not s.done and s.ends_ms <= now)
        self.sent = [s for s in self.sent if s.done or s.began_ms < now]
        for s in self.sent:
            if not s.done:
                s.ends_ms, s.whole = min(s.ends_ms, now), False
        self.epoch += 1
        self.ends_ms, self.paused_ms = min(self.ends_ms, now), now
        return whole

    def resume(self, now: float) -> None:
        """Go on where the caller was: what is sent now follows what was heard before the pause."""
        away, self.paused_ms = now - (now if self.paused_ms is None else self.paused_ms), None
        for s in self.sent:
            if not s.done:
                s.began_ms, s.ends_ms = s.began_ms + away, s.ends_ms + away

    def _done(self, s: Sent, now: float) -> Heard:
        s.done = True
        return Heard(s.line, s.line.text, s.began_ms, max(s.began_ms, min(now, s.ends_ms)))

    # ------------------------------------------------------------------------------------------- where we are

    @property
    def finished(self) -> bool:
        """Whether nothing is audible and nothing will be."""
        return self.ended and all(s.done for s in self.sent)

    @property
    def due_ms(self) -> float | None:
        """When the first outstanding mark would be overdue; None when none is outstanding."""
        return next((s.ends_ms + LATE_MARK_MS for s in self.sent if s.whole and not s.done), None)

    def lead(self, now: float) -> float:
        """Milliseconds of audio that are sent and not played."""
        return max(0.0, self.ends_ms - now)

    def playing(self, now: float) -> Line | None:
        """Return the line that is audible now."""
        sent = self._sounding(now)
        return sent.line if sent else None

    def played(self, now: float) -> float | None:
        """Return how many milliseconds of the line that is audible now were heard; None when none is."""
        sent = self._sounding(now)
        return now - sent.began_ms if sent else None

    def _sounding(self, now: float) -> Sent | None:
        return next((s for s in self.sent if not s.done and s.began_ms <= now < s.ends_ms), None)
