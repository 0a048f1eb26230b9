"""How does a text leave the dialog? As lines, one sentence each, numbered, the moment they are known.

Thin: it counts, cuts into sentences, and remembers when it last spoke, so that whoever waits knows when silence began.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.types import Line, Say
from engine.voice import sentences


class Mouth:
    """Everything one turn says."""

    def __init__(self, turn: int, say: Say, clock: Callable[[], float], locale: str = "en-GB") -> None:
        """``clock``: seconds, the running loop's; ``locale``: says where its sentences end."""
        self._turn = turn
        self._say = say
        self._clock = clock
        self._locale = locale
        self._echo = ""
        self._closed = False
        self._retrying = False
        self.lines: list[Line] = []
        self.quiet_since = clock()
        """When the last line was given out, or the turn began."""

    def echo(self, text: str) -> None:
        """Put ``text`` in front of the next line."""
        self._echo = f"{self._echo} {text}".strip()

    def retry(self) -> None:
        """Mark the next line as the beginning of a question that is asked again."""
        self._retrying = True

    def close(self) -> None:
        """Say nothing more: the caller has interrupted."""
        self._closed = True

    def say(self, text: str, step: str, *, barge: bool = True, filler: bool = False) -> None:
        """Say ``text``."""
        if self._closed or not text:
            return
        if self._echo and not filler:
            text, self._echo = f"{self._echo} {text}", ""
        for sentence in sentences(text, self._locale):
            retry, self._retrying = self._retrying and not filler, self._retrying and filler
            line = Line(f"{self._turn}.{len(self.lines) + 1}", sentence, step, barge, filler, retry)
            self.lines.append(line)
            self._say(line)
        self.quiet_since = self._clock()

    def flush(self, step: str) -> None:
        """Say an echo that found no line to stand in."""
        if self._echo:
            text, self._echo = self._echo, ""
            self.say(text, step)

    @property
    def spoke(self) -> bool:
        """Whether anything but fillers was said."""
        return any(not line.filler for line in self.lines)
