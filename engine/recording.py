"""May this call be recorded now? The rule, what the caller was told and has said, and the steps that nobody keeps.

    never              nothing is ever recorded
    after_disclosure   once the notice that opens the call was played to its end, as the far end says
    after_yes          once the caller has said yes to it (``recordings.allow``)

Whoever asks for a secret, or sends the call away, asks here first (``quiet``, ``away``), and does neither on a no. Who
does not want to be recorded is not, whatever the rule. This decides; recording itself is the telephone provider's
(``Recorder``). What was told and said is known to this process alone: a call that goes on elsewhere is not recorded.
"""

from __future__ import annotations

from typing import Literal, Protocol

from engine.types import HangUp, Line, Listening, Next, Say

Rule = Literal["never", "after_disclosure", "after_yes"]
RULES: tuple[Rule, ...] = ("never", "after_disclosure", "after_yes")


class Recorder(Protocol):
    """Records one call. What it is told is done in that order; every wait is bounded, and nothing here raises."""

    def record(self) -> None:
        """Record soon: begin, or go on after a pause."""
        ...

    def end(self) -> None:
        """Record no more, soon."""
        ...

    async def pause(self) -> bool:
        """Pause, or stop where that fails; return whether it is sure that nothing is recorded now."""
        ...

    async def stop(self) -> bool:
        """Record no more; return whether it is sure that nothing is recorded now."""
        ...


class Unrecorded:
    """Records nothing (``Recorder``)."""

    def record(self) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""

    async def pause(self) -> bool:
        """Nothing is recorded."""
        return True

    async def stop(self) -> bool:
        """Nothing is recorded."""
        return True


class Recording:
    """One call's recording, as its dialog sees it."""

    def __init__(self, rule: Rule = "never", notice: str = "", recorder: Recorder | None = None) -> None:
        """``notice``: the step that says the notice; empty: there is none."""
        self.rule = rule
        self._notice = notice
        self._recorder: Recorder = Unrecorded() if recorder is None or rule == "never" else recorder
        self._unheard: set[str] = set()
        self._told = self._agreed = self._refused = False
        self._private = False
        """Nothing may be recorded just now: a secret is asked, or the call is leaving."""

    @property
    def permitted(self) -> bool:
        """Whether the caller may be recorded, where nothing private is under way."""
        if self._refused or self.rule == "never":
            return False
        return self._agreed or (self.rule == "after_disclosure" and self._told)

    # ----------------------------------------------------------------------------------------- what the caller knows

    def noting(self, say: Say) -> Say:
        """Return ``say``, with every line noted on its way to the caller."""

        def said(line: Line) -> None:
            if line.step == self._notice and not self._told:
                self._unheard.add(line.id)
            say(line)

        return said

    def played(self, line_id: str) -> None:
        """Note that a line was played to its end. With the last one of the notice the caller has been told."""
        if line_id in self._unheard:
            self._unheard.remove(line_id)
            self._told = not self._unheard
            self._go_on()

    def allow(self) -> None:
        """Note the caller's explicit yes; recording begins with the end of the turn."""
        self._agreed, self._refused = True, False

    async def refuse(self) -> bool:
        """Note that the caller does not want it; return whether it is sure that nothing is recorded now."""
        self._refused = True
        return await self._recorder.stop()

    # ------------------------------------------------------------------------------------------- where the call goes

    async def quiet(self) -> bool:
        """Record nothing until the end of a turn that asks no secret; return whether that is sure."""
        self._private = True
        return await self._recorder.pause()

    async def away(self) -> bool:
        """Record nothing while the call is outside our stream; return whether that is sure."""
        self._private = True
        return await self._recorder.stop()

    def settle(self, ahead: Next) -> None:
        """Note where a turn has ended. People who take the call, and what happens outside, are not recorded by us."""
        match ahead:
            case Listening(secret=secret):
                self._private = secret
                self._go_on()
            case HangUp():
                self._private = True
            case _:
                self._private = True
                self._recorder.end()

    def _go_on(self) -> None:
        if not self.permitted:
            self._recorder.end()
        elif not self._private:
            self._recorder.record()
