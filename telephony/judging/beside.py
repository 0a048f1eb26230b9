"""What does the sound of words add to what they say? How much duller than the caller's own they were; pure.

Who speaks to somebody else turns away from the telephone, and loses its highs. Words alone tell about half of
that from requests. So a second judgement, of the sound, is added to theirs as log-odds of somebody else being meant:
one for each 2.5 dB that are missing beyond what a voice varies by itself, and three at most. That makes it twenty times
as likely, and no more: of those who change to a loudspeaker in mid-call three in four still stop us, and none waits
longer than a doubtful word makes him. Sound never speaks for a caller: a door is near, too.
"""

from __future__ import annotations

from dataclasses import dataclass

VARIES_DB = 6.0
"""So much less is nothing: twice the spread of one voice's words, by level over 200 ms and more."""
A_DB = 0.4
"""Log-odds of a decibel more. Speech from behind the head lacks 10 to 20 dB at a few kHz."""
MOST = 3.0
RISES, FALLS = 0.5, 0.2
"""How fast the caller's own level follows what is heard of it. Slowly down, should an aside have been taken for it."""


@dataclass(slots=True)
class Beside:
    """What one caller's own words sound like, and how others compare."""

    own_db: float | None = None
    """None: nothing was heard of it yet."""

    def take(self, level: float | None) -> None:
        """Learn from ``level``, in dB: so sounded words that were for us. None: too little was heard."""
        if level is None:
            return
        if self.own_db is None:
            self.own_db = level
        else:
            self.own_db += (RISES if level > self.own_db else FALLS) * (level - self.own_db)

    def is_own(self, level: float | None) -> bool:
        """Say whether ``level`` is known to be no less than the caller's own."""
        return level is not None and self.own_db is not None and level >= self.own_db - VARIES_DB

    def odds(self, level: float | None) -> float:
        """Return the log-odds, 0 to ``MOST``, that are added for words of ``level`` not being meant for us."""
        if level is None or self.own_db is None:
            return 0.0
        return min(MOST, max(0.0, A_DB * (self.own_db - level - VARIES_DB)))
