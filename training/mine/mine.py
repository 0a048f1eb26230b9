"""Which logged turns are to be reviewed? Read as a stream, scored, picked by worth, with an audit at random.

Nothing that is remembered grows with the log. The same log, model and decisions give the same queue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.learnable import says_anything
from engine.understanding.classifier import Scores
from training.log.record import LoggedTurn, calls
from training.mine.cluster import clusters
from training.mine.distinct import Distinct
from training.mine.item import TOP, Item, Reason, identity, whose
from training.mine.naming import Saying, proposal, usage
from training.mine.pick import pick
from training.mine.read import Read, read
from training.mine.sample import Sample, Sampled, audit, sampled
from training.mine.scoring import Scorer
from training.mine.signals import signals, told_later
from training.mine.tally import Tally
from training.mine.value import UNSURE, doubt, value
from training.progress import Progress, silent

POOL = 12
"""Candidates that are kept for each that is asked about."""
UNKNOWN = 2000
"""Utterances that groups of unknown ones are sought among."""
EVEN = 0.5
"""Likelihood below which an intent is as good as unknown."""
DIFFERENT = 1 << 16
"""Different utterances that are counted exactly; more are told to within half a percent."""
STEP = 200
"""Turns after which progress is told."""
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
    """Utterances; of very many, an estimate."""


@dataclass(frozen=True, slots=True)
class _Entry:
    turn: LoggedTurn
    scores: Scores
    reasons: frozenset[Reason]
    worth: float


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
    return sift(read(turns, scorer), known, scorer, wanted, progress=progress, total=total)


def sift(
    turns: Iterable[Read],
    known: frozenset[str],
    scorer: Scorer,
    wanted: Wanted,
    *,
    progress: Progress = silent,
    total: int = 0,
) -> Mined:
    """Return what to review of ``turns`` that ``scorer``'s model has read already; else as ``mine``."""
    search = _Search(known, scorer, wanted)
    done = told = 0
    for call in calls(turns):
        search.take(call)
        done += len(call)
        if done - told >= STEP:
            told = done
            progress("mining", done, max(total, done))
    progress("mining", done, done)  # lines that are no turns were expected, too
    return search.mined()


class _Search:
    """What is remembered of the log so far."""

    def __init__(self, known: frozenset[str], scorer: Scorer, wanted: Wanted) -> None:
        self._known, self._scorer, self._wanted = known, scorer, wanted
        self._sample = Sample(wanted.seed)
        self._unknown = Distinct[LoggedTurn](UNKNOWN, wanted.seed)
        self._different = Distinct[None](DIFFERENT, wanted.seed)
        self._seen = Tally()
        self._pool: dict[str, _Entry] = {}
        self._floor = -1.0
        """Worth of the least that was kept when the pool was cut; what is worth no more comes too late."""

    def take(self, call: Sequence[Read]) -> None:
        turns = told_later([each.turn for each in call])
        found = signals(turns)
        for n, (each, turn) in enumerate(zip(call, turns, strict=True)):
            if each.scores is None:
                continue
            key = int(each.id, 16)
            self._sample.add(turn)
            self._seen.add(key)
            self._different.add(key, None)
            if each.id not in self._known and says_anything(turn.utterance):
                self._consider(each.id, turn, each.scores, found.get(n, frozenset()))

    def _consider(self, one: str, turn: LoggedTurn, scores: Scores, found: frozenset[Reason]) -> None:
        entry = self._pool.get(one)
        if entry is None:
            if not scores.candidates or scores.candidates[0].score < max(scores.none, EVEN):
                self._unknown.add(int(one, 16), turn)
            if (worth := value(scores, found)) > self._floor:
                self._pool[one] = _Entry(turn, scores, found, worth)
                self._cut()
        elif found:  # the turn in which it went wrong
            reasons = entry.reasons | found
            self._pool[one] = _Entry(turn, entry.scores, reasons, value(entry.scores, reasons))

    def _cut(self) -> None:
        """Forget what is worth least, once there is twice too much."""
        kept = POOL * self._wanted.most
        if len(self._pool) > 2 * kept:
            best = sorted(self._pool.items(), key=lambda each: -each[1].worth)[:kept]
            self._pool = dict(best)
            self._floor = best[-1][1].worth

    def mined(self) -> Mined:
        sample, wanted = self._sample.turns(), self._wanted
        drawn = audit(sample, self._known, round(wanted.most * wanted.audit), wanted.each)
        asked = Counter(whose(turn.caller, turn.sid) for turn in drawn)
        taken = {identity(turn.utterance) for turn in drawn}
        room = min(round(wanted.most * wanted.unknown), wanted.most - len(taken))
        groups = self._groups(sample, room, taken, asked)
        picked = self._picked(taken | set(groups), wanted.most - len(taken) - len(groups), asked)
        chosen = [*self._items(drawn, ("audit",)), *self._grouped(groups), *picked]
        return Mined(tuple(chosen), tuple(sampled(sample)), self._sample.seen, len(self._different))

    def _picked(self, taken: set[str], most: int, asked: Counter[str]) -> list[Item]:
        worth = {one: entry.worth for one, entry in self._pool.items() if one not in taken}
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
        reasons: set[Reason] = set(self._pool[one].reasons)
        if not reasons or doubt(self._pool[one].scores) >= UNSURE:
            reasons.add("unsure")
        return tuple(sorted(reasons))

    def _groups(
        self, sample: Sequence[LoggedTurn], most: int, taken: set[str], asked: Counter[str]
    ) -> dict[str, tuple[LoggedTurn, str]]:
        """Return the utterances nearest to the middle of each group of unknown ones, with a name for the group."""
        turns = self._unknown.things()
        if not turns or most <= 0:
            return {}
        texts = [turn.utterance for turn in turns]
        used = usage([*texts, *(turn.utterance for turn in sample)])
        found: dict[str, tuple[LoggedTurn, str]] = {}
        for group in clusters(self._scorer.vectors(texts)):
            name = proposal([Saying(whose(turns[n].caller, turns[n].sid), texts[n]) for n in group], used)
            fresh = [n for n in group if identity(texts[n]) not in taken]
            for n in fresh[:SHOWN]:
                owner = whose(turns[n].caller, turns[n].sid)
                if len(found) < most and asked[owner] < self._wanted.each:
                    found[identity(texts[n])] = turns[n], name
                    asked[owner] += 1
        return found

    def _grouped(self, groups: dict[str, tuple[LoggedTurn, str]]) -> list[Item]:
        items = self._items([turn for turn, _ in groups.values()], ("unknown",))
        return [replace(item, name=groups[item.id][1]) for item in items]

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
