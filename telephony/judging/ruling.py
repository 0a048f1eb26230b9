"""What does the floor do about words? Takes them for the caller's turn, leaves them be, or waits for more; pure.

Over our speech the judge decides, and so it does while a turn is running: sure words stop us at once, doubtful ones are
waited for until the third word says more, and a whole utterance settles it. What the dialog acts on at any time
("stop", "repeat that", "a person please") needs no judge, and where a question narrows what an answer can be, less
stops us: a yes answers a yes or no, and "one minute" a duration. Into an open question everything is an answer: behind
what is probably a hesitation, or said to somebody else, more is waited for, unless it began as a request. How words
sound is told as ``beside``: the log-odds that they were said to somebody else, 0 where nothing is known. That they
sound as if said to us counts over our speech only: to stop for an aside costs less than to talk on.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.dialog.acts import act_of
from telephony.judging.features import words
from telephony.judging.judge import Judge, Judgement, judge
from telephony.words import YES_NO, means_something

AT_ONCE, SOON, AFTER_ALL = 0.57, 0.4, 0.25
"""Probability of an interruption from which one or two words stop us, from which three do, and from which a whole
utterance does: who waited longer must be less sure."""
FEW = 2
"""Words that are waited with."""
NARROW = 0.4
"""What both are multiplied by where the question is for a value."""
PROBABLY_NOT = 0.92
"""Probability that somebody else was meant, or nobody, from which what is said into our silence waits.
Hardly a request is as unlike one, and two seconds of silence are worse than an answer to an aside."""
MAYBE_NOT = 0.5
"""The same of its beginning."""
LONG = 6
"""Words of an utterance that may be two."""
AWAY = 0.6
"""Probability that somebody else was meant by what is said behind a request, from which that is answered by itself."""
FREE = frozenset(("open", "text"))
"""What ``Listening.expects`` says when anything may be an answer."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Rules on what is heard in one locale."""

    locale: str = "en-GB"
    judge: Judge | None = None
    """None: there is no judge of this language, and a small lexicon decides."""

    @classmethod
    def of(cls, locale: str) -> Ruling:
        """Return the ruling in ``locale``."""
        return cls(locale, judge(locale))

    def takes_floor(self, text: str, expects: str, *, whole: bool, beside: float = 0.0) -> bool:
        """Say whether ``text`` over our speech is for us; ``whole``: no more of it is coming."""
        if not means_something(text, expects, over_us=True):
            return False
        if self.judge is None or expects in YES_NO or act_of(text, self.locale) not in {None, "hold"}:
            return True
        found = self._judged(text, beside, whole=whole)
        enough = AFTER_ALL if whole else AT_ONCE if len(words(text)) <= FEW else SOON
        return found is not None and found.interruption >= enough * (1.0 if expects in FREE else NARROW)

    def answers(self, text: str, expects: str) -> bool:
        """Say whether ``text`` into our silence is an answer, or may become one."""
        return means_something(text, expects, over_us=False)

    def doubts(self, text: str, expects: str, *, beside: float = 0.0) -> bool:
        """Say whether ``text``, whole and an answer by ``answers``, is probably not for us."""
        beside = max(0.0, beside)
        found = self._judged(text, beside, whole=True) if self._is_free(text, expects) else None
        likely = found is not None and max(found.aside, found.tic) >= PROBABLY_NOT
        return likely and not self._began_for_us(text, beside)

    def _began_for_us(self, text: str, beside: float) -> bool:
        """Say whether the first half of ``text`` may be a request, with something else behind it."""
        said = words(text)
        halves = range(FEW + 1, len(said) // 2 + 2) if len(said) >= LONG else ()
        begun = (self._judged(" ".join(said[:count]), beside, whole=False) for count in halves)
        return any(found is not None and found.aside + found.tic < MAYBE_NOT for found in begun)

    def turns_away(self, text: str, expects: str, *, whole: bool, beside: float = 0.0) -> bool:
        """Say whether ``text``, said behind a request that may be whole, is said to somebody else."""
        found = self._judged(text, max(0.0, beside), whole=whole) if self._is_free(text, expects) else None
        return found is not None and found.aside >= AWAY

    def _is_free(self, text: str, expects: str) -> bool:
        """Say whether anything may be an answer, and ``text`` is none that the dialog acts on at any time."""
        return expects in FREE and act_of(text, self.locale) is None

    def _judged(self, text: str, beside: float, *, whole: bool) -> Judgement | None:
        found = None if self.judge is None else self.judge(text, whole=whole)
        return found and found.heard(beside)
