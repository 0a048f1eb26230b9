"""Which logged turns are to be reviewed? Read as a stream, scored in batches, picked by worth, with an audit at random.

What grows with the log is one number for each different utterance; everything else is bounded. The same log, model
and decisions give the same queue.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.learnable import says_anything
from engine.understanding.classifier import Scores
from engine.understanding.normalise import normalise
from training.log.record import LoggedTurn, calls
from training.mine.cluster import Cluster, clusters
from training.mine.item import TOP, Item, Reason, identity, whose
from training.mine.pick import pick
from training.mine.sample import Sample, Sampled, audit, sampled
from training.mine.scoring import BATCH, Scorer
from training.mine.signals import signals, told_later
from training.mine.value import UNSURE, doubt, value
from training.progress import Progress, silent

POOL = 12
"""Candidates that are kept for each that is asked about."""
UNKNOWN = 2000
"""Utterances that groups of unknown ones are sought among."""
EVEN = 0.5
"""Likelihood below which an intent is as good as unknown."""
SHOWN = 3
"""Utterances of a group that are asked about."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a queue is to be."""

    most: int = 300
    audit: float = 0.2
    """Share that is drawn at random."""
    unknown: float = 0.1
    """Share that comes from groups of what no intent fits."""
    share: float = 0.02
    """Share that one caller may have at most."""
    seed: int = 0

    @property
    def each(self) -> int:
        """How many of one caller, or where he is unknown of one call, at most."""
        return max(2, round(self.most * self.share))


@dataclass(frozen=True, slots=True)
class Mined:
    """What a log gave."""

    items: tuple[Item, ...]
    traffic: tuple[Sampled, ...]
    turns: int
    """In which something was said."""
    different: int
    """Utterances."""


@dataclass(frozen=True, slots=True)
class _Entry:
    turn: LoggedTurn
    scores: Scores


def mine(
    turns: Iterable[LoggedTurn],
    known: frozenset[str],
    scorer: Scorer,
    wanted: Wanted,
    *,
    progress: Progress = silent,
    total: int = 0,
) -> Mined:
    """Return what to review of ``turns``; ``known`` are the ids of what is decided or taught already.

    ``total`` turns are expected, for the progress.
    """
    search = _Search(known, scorer, wanted)
    done = 0
    for call in calls(turns):
        search.take(call)
        done += len(call)
        progress("mining", done, max(total, done))
    search.score()
    return search.mined()


class _Search:
    """What is remembered of the log so far."""

    def __init__(self, known: frozenset[str], scorer: Scorer, wanted: Wanted) -> None:
        self._known, self._scorer, self._wanted = known, scorer, wanted
        self._sample = Sample(wanted.seed)
        self._unknown = Sample(wanted.seed + 1, UNKNOWN)
        self._seen: Counter[int] = Counter()
        self._reasons: dict[str, set[Reason]] = defaultdict(set)
        self._waiting: dict[str, LoggedTurn] = {}
        self._pool: dict[str, _Entry] = {}

    def take(self, call: Sequence[LoggedTurn]) -> None:
        found = signals(call := told_later(call))
        for n, turn in enumerate(call):
            if not normalise(turn.utterance):
                continue
            self._sample.add(turn)
            one = identity(turn.utterance)
            key = int(one, 16)
            self._seen[key] += 1
            if one in self._known or not says_anything(turn.utterance):
                continue
            if found.get(n):
                self._reasons[one] |= found[n]
            if self._seen[key] == 1:
                self._waiting[one] = turn
            elif one in self._pool and found.get(n):
                self._pool[one] = replace(self._pool[one], turn=turn)  # the turn in which it went wrong
        if len(self._waiting) >= BATCH:
            self.score()

    def score(self) -> None:
        """Score what waits, and forget what is worth least."""
        turns = list(self._waiting.values())
        self._waiting.clear()
        for n in range(0, len(turns), BATCH):
            part = turns[n : n + BATCH]
            for turn, scores in zip(part, self._scorer.scores([turn.utterance for turn in part]), strict=True):
                one = identity(turn.utterance)
                self._pool[one] = _Entry(turn, scores)
                if not scores.candidates or scores.candidates[0].score < max(scores.none, EVEN):
                    self._unknown.add(turn)
        kept = POOL * self._wanted.most
        if len(self._pool) > 2 * kept:
            best = sorted(self._pool.items(), key=lambda each: -self._worth(*each))[:kept]
            self._pool = dict(best)
            self._reasons = defaultdict(set, {one: self._reasons[one] for one, _ in best if one in self._reasons})

    def _worth(self, one: str, entry: _Entry) -> float:
        return value(entry.scores, self._reasons.get(one, ()))

    def mined(self) -> Mined:
        sample, wanted = self._sample.turns(), self._wanted
        drawn = audit(sample, self._known, round(wanted.most * wanted.audit), wanted.each)
        asked = Counter(whose(turn.caller, turn.sid) for turn in drawn)
        taken = {identity(turn.utterance) for turn in drawn}
        room = min(round(wanted.most * wanted.unknown), wanted.most - len(taken))
        groups = self._groups(room, taken, asked)
        picked = self._picked(taken | set(groups), wanted.most - len(taken) - len(groups), asked)
        chosen = [*self._items(drawn, ("audit",)), *self._grouped(groups), *picked]
        return Mined(tuple(chosen), tuple(sampled(sample)), self._sample.seen, len(self._seen))

    def _picked(self, taken: set[str], most: int, asked: Counter[str]) -> list[Item]:
        worth = {one: self._worth(one, entry) for one, entry in self._pool.items() if one not in taken}
        rest = sorted(worth, key=lambda one: -worth[one])[: POOL * max(most, 0)]
        if not rest:
            return []
        turns = [self._pool[one].turn for one in rest]
        chosen = pick(
            [worth[one] for one in rest],
            self._scorer.vectors([turn.utterance for turn in turns]),
            [whose(turn.caller, turn.sid) for turn in turns],
            most=most,
            each=self._wanted.each,
            asked=asked,
        )
        return [self._item(turns[n], self._pool[rest[n]].scores, self._why(rest[n])) for n in chosen]

    def _why(self, one: str) -> tuple[Reason, ...]:
        reasons = set(self._reasons.get(one, ()))
        if not reasons or doubt(self._pool[one].scores) >= UNSURE:
            reasons.add("unsure")
        return tuple(sorted(reasons))

    def _groups(self, most: int, taken: set[str], asked: Counter[str]) -> dict[str, tuple[LoggedTurn, Cluster]]:
        """Return the utterances nearest to the middle of each group of unknown ones, with their group."""
        turns = self._unknown.turns()
        if not turns or most <= 0:
            return {}
        texts = [turn.utterance for turn in turns]
        found: dict[str, tuple[LoggedTurn, Cluster]] = {}
        for group in clusters(texts, self._scorer.vectors(texts)):
            fresh = [n for n in group.members if identity(texts[n]) not in taken]
            for n in fresh[:SHOWN]:
                owner = whose(turns[n].caller, turns[n].sid)
                if len(found) < most and asked[owner] < self._wanted.each:
                    found[identity(texts[n])] = turns[n], group
                    asked[owner] += 1
        return found

    def _grouped(self, groups: dict[str, tuple[LoggedTurn, Cluster]]) -> list[Item]:
        items = self._items([turn for turn, _ in groups.values()], ("unknown",))
        return [replace(item, name=groups[item.id][1].name) for item in items]

    def _items(self, turns: Sequence[LoggedTurn], reasons: tuple[Reason, ...]) -> list[Item]:
        scores = self._scorer.scores([turn.utterance for turn in turns]) if turns else []
        return [self._item(turn, each, reasons) for turn, each in zip(turns, scores, strict=True)]

    def _item(self, turn: LoggedTurn, scores: Scores, reasons: tuple[Reason, ...]) -> Item:
        one = identity(turn.utterance)
        return Item(
            id=one,
            text=turn.utterance,
            sid=turn.sid,
            index=turn.index,
            reasons=reasons,
            candidates=scores.candidates[:TOP],
            none=scores.none,
            meaning=turn.meaning,
            by=turn.by,
            place=turn.place,
            caller=turn.caller,
            at=turn.at,
            seen=self._seen[int(one, 16)],
        )
