"""What does the sound of words add to what they say? Who was meant, by how dull it is beside the caller's own; pure.

Who speaks to somebody else turns away from the telephone, and loses its highs. Words alone tell about half of that from
requests. So a second judgement, of the sound, is added to theirs as log-odds of somebody else being meant: none for
words 8.5 dB duller than the caller's own, one more for each 2.5 dB, three at most and one less at least. Three make it
twenty times as likely, and no more: of those who change to a loudspeaker in mid-call three in four still stop us, and
none waits longer than a doubtful word makes him wait. One less is for the one aside in three that may be said into the
telephone: a guess. A sound that is too short for a word was none, whatever was understood: a cough, or a click.
"""

from __future__ import annotations

from dataclasses import dataclass

from telephony.nearness import Sound

VARIES_DB = 6.0
"""So much less is nothing: twice the spread of one voice's words, by level over 200 ms and more."""
EVEN_DB, A_DB = 8.5, 0.4
"""So much less speaks for neither, and log-odds of a decibel. From behind a head 10 to 20 dB of the highs miss."""
TURNED_DB = 16.0
"""So much less, on some words, is a voice that has turned away."""
ENOUGH_MS = 600
"""So much sound is enough to begin with."""
LEAST, MOST = -1.0, 3.0
WORD_MS = 160
"""The shortest word of several voices sounds this long, and half of the coughs do not."""
FEW = 2
"""More words in so little sound were spoken too softly to be measured."""
NO_WORD = 9.0
RISES, FALLS = 0.5, 0.2
"""How fast the caller's own level follows what is heard of it. Slowly down, should an aside have been taken for it."""


@dataclass(slots=True)
class Beside:
    """What one caller's own words sound like, and how others compare."""

    own_db: float | None = None
    """Level of their highs; None: nothing was heard of it yet."""

    def begin(self, sound: Sound | None) -> None:
        """Learn from the first words that may be for us: what comes right behind them can be told from them."""
        if self.own_db is None and sound is not None and sound.ms >= ENOUGH_MS:
            self.take(sound)

    def take(self, sound: Sound | None) -> None:
        """Learn how words sounded that were for us."""
        if sound is None or sound.db is None:
            return
        if self.own_db is None:
            self.own_db = sound.db
        else:
            self.own_db += (RISES if sound.db > self.own_db else FALLS) * (sound.db - self.own_db)

    def is_own(self, sound: Sound | None) -> bool:
        """Say whether ``sound`` is known to be no duller than the caller's own."""
        return bool(sound and sound.db and self.own_db and sound.db >= self.own_db - VARIES_DB)

    def is_turning(self, sound: Sound | None) -> bool:
        """Say whether the very last of ``sound`` is as dull as no word of the caller's own is."""
        return bool(sound and sound.last_db and self.own_db and self.own_db - sound.last_db >= TURNED_DB)

    def odds(self, sound: Sound | None, words: int) -> float:
        """Return the log-odds that so many ``words`` of this ``sound`` were not meant for us; 0: nothing is known."""
        if sound is None or self.own_db is None:
            return 0.0
        if sound.ms < WORD_MS and words <= FEW:
            return NO_WORD
        return 0.0 if sound.db is None else min(MOST, max(LEAST, A_DB * (self.own_db - sound.db - EVEN_DB)))
