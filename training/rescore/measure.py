"""How fast is mining beside the encoder alone? A generated log in a file, read, re-scored and mined, as a real one is.

Every few chunks the work stands still, and the encoder alone embeds the chunk that comes next, on as many threads: so
that a busy machine slows both alike. What is measured is kept with the scores: a run that was interrupted goes on, and
the figures are of all its sittings.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from engine.understanding.encoder import Vectors
from training.log.files import read_log
from training.log.problems import Problems
from training.mine.item import write_lines
from training.mine.marks import Marks
from training.mine.mine import Wanted
from training.progress import Progress
from training.rescore.chunk import SIZE
from training.rescore.done import Done
from training.rescore.generated import Said, generated
from training.rescore.pool import Pool
from training.rescore.run import reading
from training.rescore.weight import Weight

EVERY = 8
"""Chunks between two in which the encoder is alone."""
STEP = 1000

Embed = Callable[[Sequence[str]], Vectors]


@dataclass(slots=True)
class Figures:
    """What was measured in all sittings so far."""

    sittings: int = 0
    seconds: float = 0.0
    """Without those in which the encoder was alone."""
    cpu_s: float = 0.0
    """Of this process, likewise."""
    alone: int = 0
    """Utterances that the encoder embedded alone."""
    alone_s: float = 0.0
    alone_cpu_s: float = 0.0
    most_mb: float = 0.0
    before_mb: float = 0.0


@dataclass(slots=True)
class Taking:
    """A pool that lets the encoder alone take its turns. Use only from one thread."""

    pool: Pool
    embed: Embed
    figures: Figures
    path: Path
    """Where the figures are kept."""
    wall: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=time.process_time)
    begun: int = 0
    running: list[Future[Marks]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """As the pool's."""
        return self.pool.width

    def submit(self, texts: Sequence[str]) -> Future[Marks]:
        """Begin to score ``texts``; now and then the encoder embeds them alone before."""
        alone = self.begun % EVERY == 0
        if alone:
            wait(self.running)
        self.pause()  # before every chunk: a run that is killed must not leave scores that took it no time
        if alone:
            self._alone(texts)
        self.begun += 1
        self.running = [each for each in self.running if not each.done()]
        coming = self.pool.submit(texts)
        self.running.append(coming)
        return coming

    def pause(self) -> None:
        """Take down how long the work went on, and keep the figures."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.figures.seconds += wall - self.wall
        self.figures.cpu_s += cpu - self.cpu
        self.wall, self.cpu = wall, cpu
        write_lines(self.path, [self.figures])

    def _alone(self, texts: Sequence[str]) -> None:
        with ThreadPoolExecutor(self.width) as threads:
            list(threads.map(self.embed, [texts[n :: self.width] for n in range(self.width)]))
        wall, cpu = time.perf_counter(), time.process_time()
        self.figures.alone += len(texts)
        self.figures.alone_s += wall - self.wall
        self.figures.alone_cpu_s += cpu - self.cpu
        self.wall, self.cpu = wall, cpu


def measure(
    model: Path, said: Said, turns: int, out: Path, *,
    progress: Progress, seed: int = 0, ray: str = "", size: int = SIZE,
) -> dict[str, Any]:  # fmt: skip
    """Return rates, memory and what the log was like. ``out`` keeps all of it: another run goes on there."""
    home = out / f"{turns}-{seed}"
    path, kept, told = home / "log.jsonl", home / f"figures-{model.name}.json", home / f"told-{model.name}.json"
    if told.exists():
        return dict(msgspec.json.decode(told.read_bytes()))
    words = _log(path, said, turns, seed, progress)
    figures = msgspec.json.decode(kept.read_bytes(), type=Figures) if kept.exists() else Figures()
    figures.sittings += 1
    done, problems = Done(), Problems()
    with Weight() as weight, reading(model, home, ray) as reader:
        taking = Taking(reader.pool, reader.scorer.vectors, figures, kept)
        logged = read_log(path, lambda caller: caller, problems)
        mined = replace(reader, pool=taking).mine(
            logged, frozenset(), Wanted(seed=seed), progress=progress, total=turns, done=done, size=size
        )
        taking.pause()
    figures.most_mb, figures.before_mb = max(figures.most_mb, weight.most_mb), weight.before_mb
    rate, alone = mined.turns / figures.seconds, figures.alone / max(figures.alone_s, 1e-9)
    found = {
        "turns": mined.turns,
        "different": mined.different / mined.turns,
        "words": words,
        "queued": len(mined.items),
        "problems": sum(problems.counts.values()),
        "scored": done.scored,
        "kept": done.kept,
        "seconds": figures.seconds,
        "per_second": rate,
        "encoder_per_second": alone,
        "ratio": rate / alone,
        "cpu_ms": 1000 * figures.cpu_s / mined.turns,
        "encoder_cpu_ms": 1000 * figures.alone_cpu_s / max(figures.alone, 1),
        "threads": taking.width,
        "megabytes": figures.most_mb,
        "megabytes_before": figures.before_mb,
        "sittings": figures.sittings,
        "queue": hashlib.sha256("".join(item.id for item in mined.items).encode()).hexdigest()[:16],
    }
    write_lines(told, [found])
    return found


def _log(path: Path, said: Said, turns: int, seed: int, progress: Progress) -> int:
    """Write the log, unless it is there. Returns how many words the middle utterance has."""
    counted = path.with_name("words.json")
    if not counted.exists():
        words: Counter[int] = Counter()

        def rows() -> Iterator[dict[str, Any]]:
            for n, record in enumerate(generated(said, turns, seed), 1):
                words[len(record["utterance"].split())] += 1
                if n % STEP == 0 or n == turns:
                    progress("generating", n, turns)
                yield record

        write_lines(path, rows())
        write_lines(counted, [sorted(words.items())])
    half = turns / 2
    for length, count in msgspec.json.decode(counted.read_bytes(), type=list[tuple[int, int]]):
        half -= count
        if half <= 0:
            return length
    return 0
