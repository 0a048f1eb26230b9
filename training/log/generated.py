"""What might a log of this project's calls be? Weeks of calls made of its own sentences, heard by its own model.

For trying the loop where there are no calls yet; it measures no model, which has learnt what the calls are made of.
Given its seed and a model, always the same. Wishes are uneven, some callers ring often, words are misheard, who is
misunderstood says so, takes it back or says it again, and towards the end many ask for something that no intent fits.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import get_args

from engine.types import Accept, Act, Clarify, Verdict
from engine.understanding.classifier import Scores
from engine.understanding.normalise import normalise
from engine.understanding.router import route
from training.evaluate import NONE
from training.log.record import LoggedTurn
from training.noise import misheard

Reads = Callable[[str], Scores]
"""A model, asked one utterance."""
OPENINGS = ("", "", "", "hello ", "hi there ", "um ", "yes hi ", "good morning ", "sorry ")
ENDINGS = ("", "", "", "", " please", " thanks", " if you can", " today")
PROTESTS = ("no that's not what I wanted", "no that is wrong", "I didn't ask for that")
TAKEN_BACK = ("no I meant ", "no wait ", "sorry I said ")
HUMAN = "human"
"""The intent that leads to a person."""
MODEL = "language model"
"""Who understood what the classifier did not."""
SHORT = frozenset({*get_args(Act), "yes", "no"})
"""What is said in between, and seldom a call's wish."""
TOPIC = 6
"""Sentences of no intent that many ask towards the end."""
_HEARD_WRONGLY = (0.0, 0.22)
_GRASP = 0.85
"""Share of deferred wishes that a language model understands."""
_GIVES_UP = 0.25
_IN_ONE_BREATH = 0.4
_SELDOM = 0.15
_MORE = 0.2
"""Share of served callers who want something else, too."""
_NUMBER = "+441632960{:03}"
"""From the range that belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a log is to be."""

    calls: int = 400
    weeks: int = 8
    in_scope: float = 0.85
    """Share of the wishes that an intent fits, before the new topic."""
    callers: int = 300
    seed: int = 0
    first: datetime = datetime(2026, 9, 28, tzinfo=UTC)
    """A Monday."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The model in force, as a call meets it."""

    model: str
    reads: Reads
    threshold: float
    margin: float


@dataclass(slots=True)
class _Call:
    """One call, as it is logged."""

    sid: str
    caller: str
    at: datetime
    heard: Heard
    rng: random.Random
    turns: list[LoggedTurn] = field(default_factory=list)

    def say(self, text: str, label: str) -> tuple[Verdict, str]:
        """Log one turn of what means ``label``. Returns the verdict, and what it was acted on as."""
        scores = self.heard.reads(text)
        verdict = route(scores.candidates, scores.none, self.heard.threshold, self.heard.margin)
        by, meaning = _understood(verdict, label, self.rng)
        self.turns.append(
            LoggedTurn(
                sid=self.sid,
                index=len(self.turns),
                utterance=text,
                at=self.at + timedelta(seconds=12 * len(self.turns)),
                model=self.heard.model,
                candidates=scores.candidates,
                none=scores.none,
                threshold=self.heard.threshold,
                verdict=_word(verdict),
                by=by,
                meaning=meaning,
                caller=self.caller,
                label=label,
            )
        )
        return verdict, meaning


def generated_log(said: Mapping[str, Sequence[str]], heard: Heard, wanted: Wanted) -> list[LoggedTurn]:
    """Return the turns, call by call, in order of time. ``said``: label -> sentences, ``_out_of_scope`` among them.

    Callers are telephone numbers that belong to nobody; whoever keeps the log hashes them.
    """
    rng = random.Random(wanted.seed)
    labels = sorted(label for label in said if label != NONE and said[label])
    rng.shuffle(labels)
    weights = [(_SELDOM if label in SHORT else 1) / (n + 1.5) for n, label in enumerate(labels)]
    outside = list(said.get(NONE, ()))
    topic = rng.sample(outside, min(TOPIC, len(outside)))
    turns: list[LoggedTurn] = []
    for n, at in enumerate(sorted(_times(wanted, rng))):
        late = (at - wanted.first) / timedelta(weeks=wanted.weeks) >= 0.7  # noqa: PLR2004 - the last third
        caller = _NUMBER.format(min(int(rng.expovariate(4 / wanted.callers)), 999))
        call = _Call(f"call-{n:05}", caller, at, heard, rng)
        for label in _wishes(labels, weights, wanted.in_scope, rng):
            again = outside and late and rng.random() < 0.25  # noqa: PLR2004 - the new topic
            meant = NONE if again or not labels else label
            if sentences := topic if again else said.get(meant, ()):
                _wish(call, said, sentences, meant)
        turns += call.turns
    return turns


def _times(wanted: Wanted, rng: random.Random) -> Iterator[datetime]:
    for n in range(wanted.calls):
        day = wanted.first + timedelta(weeks=n * wanted.weeks // wanted.calls, days=rng.choice((0, 0, 1, 2, 3, 4, 5)))
        yield day + timedelta(hours=8, seconds=rng.randrange(10 * 3600))


def _wishes(labels: Sequence[str], weights: Sequence[float], in_scope: float, rng: random.Random) -> Iterator[str]:
    while True:
        yield rng.choices(labels, weights)[0] if labels and rng.random() < in_scope else NONE
        if rng.random() >= _MORE:
            return


def _wish(call: _Call, said: Mapping[str, Sequence[str]], sentences: Sequence[str], label: str) -> None:
    """Say one wish. Who is misunderstood protests and says it in other words, or takes it back in one breath.

    Who is not understood says it again. Some give up; who wanted what no intent fits may ask for a person.
    """
    text = _worded(call.rng.choice(sentences), call.rng)
    verdict, meaning = call.say(text, label)
    if meaning == label or call.rng.random() < _GIVES_UP:
        return
    if label == NONE and said.get(HUMAN):
        call.say(_worded(call.rng.choice(said[HUMAN]), call.rng), HUMAN)
        return
    if isinstance(verdict, Accept):
        if call.rng.random() < _IN_ONE_BREATH:
            call.say(call.rng.choice(TAKEN_BACK) + normalise(call.rng.choice(sentences)), label)
            return
        call.say(call.rng.choice(PROTESTS), NONE)
        text = _worded(call.rng.choice(sentences), call.rng)
    call.say(misheard(text, call.rng), label)


def _worded(sentence: str, rng: random.Random) -> str:
    words = misheard(normalise(sentence), rng, rng.uniform(*_HEARD_WRONGLY))
    return f"{rng.choice(OPENINGS)}{words}{rng.choice(ENDINGS)}"


def _understood(verdict: Verdict, label: str, rng: random.Random) -> tuple[str, str]:
    """Return who understood, and as what."""
    if isinstance(verdict, Accept):
        return "classifier", verdict.candidates[0].label
    if isinstance(verdict, Clarify) and label in [each.label for each in verdict.candidates[:2]]:
        return "closed question", label
    grasped = label != NONE and rng.random() < _GRASP
    return (MODEL, label) if grasped else ("nobody", "")


def _word(verdict: Verdict) -> str:
    return "accept" if isinstance(verdict, Accept) else "clarify" if isinstance(verdict, Clarify) else "defer"
