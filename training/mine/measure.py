"""How fast is mining beside the encoder alone? A generated log, mined and re-scored, and the encoder's own batch rate.

The log is made of a project's sentences with other words around them: nearly every utterance is another, as on a real
line. Encoder and mining take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from training.log.record import LoggedTurn
from training.mine.mine import Wanted, mine
from training.mine.scoring import BATCH, ModelScorer, ScoreBook
from training.progress import Progress

CALL = 6
"""Turns of a generated call."""
SAMPLE = 4 * BATCH
"""Utterances by which the encoder's own rate is measured, before mining and after it."""
OPENINGS = ("hello", "hi there", "um", "well", "good morning", "sorry", "listen", "okay so", "right", "yes hello")
MIDDLES = ("i was wondering", "my wife says", "they told me", "the thing is", "you see", "as i said", "just quickly")
PEOPLE = ("anna", "ben", "carla", "dev", "ella", "femi", "grace", "hugo", "ines", "jan", "kofi", "lena", "mo", "nora")
PLACES = ("leeds", "york", "bath", "derby", "luton", "ely", "hull", "wells", "truro", "ripon", "perth", "cork", "bray")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "march", "april", "june", "july")


def generated(sentences: Sequence[str], turns: int, seed: int) -> Iterator[LoggedTurn]:
    """Yield a log of ``turns``; one in twenty is a bare yes or no."""
    rng = random.Random(seed)
    for n in range(turns):
        words = (
            rng.choice(OPENINGS), rng.choice(MIDDLES), rng.choice(sentences), "for", rng.choice(PEOPLE), "and",
            rng.choice(PEOPLE), "in", rng.choice(PLACES), "by", rng.choice(DAYS),
        )  # fmt: skip
        text = rng.choice(("yes", "no", "thanks")) if n % 20 == 19 else " ".join(words)  # noqa: PLR2004 - one in twenty
        yield LoggedTurn(f"CA{n // CALL}", n % CALL, text, caller=f"c{n // CALL // 2}")


def measure(
    encoder: OnnxEncoder, head: Head, labels: Sequence[str], sentences: Sequence[str], turns: int, *,
    book: Path, progress: Progress, seed: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Mine a generated log and return rates, memory and what the log was like. ``book`` as for ``ScoreBook``."""
    scorer = ModelScorer(encoder, head, labels)
    sample = [turn.utterance for turn in generated(sentences, SAMPLE, seed + 1)]
    before = _rate(encoder, sample)
    held = _megabytes()
    began = time.perf_counter()
    with ScoreBook(scorer, book) as kept:
        mined = mine(
            generated(sentences, turns, seed), frozenset(), kept, Wanted(seed=seed), progress=progress, total=turns
        )
    seconds = time.perf_counter() - began
    own = 2 / (1 / before + 1 / _rate(encoder, sample))
    return {
        "turns": mined.turns,
        "different": mined.different / mined.turns,
        "words": float(np.median([len(text.split()) for text in sample])),
        "queued": len(mined.items),
        "seconds": seconds,
        "per_second": mined.different / seconds,
        "encoder_per_second": own,
        "ratio": mined.different / seconds / own,
        "megabytes": _megabytes(),
        "megabytes_before": held,
    }


def _rate(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    began = time.perf_counter()
    for n in range(0, len(texts), BATCH):
        encoder.embed(texts[n : n + BATCH])
    return len(texts) / (time.perf_counter() - began)


def _megabytes() -> float:
    """Return the most that this process ever held; kilobytes on Linux, bytes on macOS."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / 1024
