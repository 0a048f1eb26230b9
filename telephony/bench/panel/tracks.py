"""Which two tracks does a simulated call leave? Its stamps and its recording, made into stretches and spells; pure.

What we were heard with is measured on the recording: what the caller's side played, 20 ms at a time. An end of ours is
forced when a ``clear`` came with it; without one our audio was played to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from telephony import mulaw
from telephony.bench.panel.score import BREATH_MS, Kind, Spell, Stretch, joined
from telephony.simulator.caller import Report
from telephony.simulator.line import LOUD, Moment
from telephony.speech import FRAME_BYTES

FRAME_MS = 20


def stretches(moments: Sequence[Moment], kinds: Sequence[Kind]) -> tuple[Stretch, ...]:
    """Return what the caller was heard with; ``kinds`` holds one for each utterance of the script."""
    begins = {moment.number: moment.ms for moment in moments if moment.what == "says"}
    ends = {moment.number: moment.ms for moment in moments if moment.what == "said"}
    return tuple(Stretch(kinds[number], at, ends[number]) for number, at in begins.items() if number in ends)


def spells(recorded: bytes, moments: Sequence[Moment]) -> tuple[Spell, ...]:
    """Return when we were audible on ``recorded`` (mu-law, the caller's clock), breaths closed."""
    frames = len(recorded) // FRAME_BYTES
    samples = mulaw.decode(recorded[: frames * FRAME_BYTES]).astype(np.float32).reshape(frames, FRAME_BYTES)
    loud = np.sqrt(np.mean(samples * samples, axis=1)) > LOUD if frames else np.zeros(0, bool)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8))) * FRAME_MS
    clears = [moment.ms + FRAME_MS for moment in moments if moment.what == "clear"]
    pieces = [piece for start, end in edges.reshape(-1, 2).tolist() for piece in _split(start, end, clears)]
    forced = {end for at in clears if (end := _end_before(at, pieces)) is not None}
    return joined([Spell(start, end, end in forced) for start, end in pieces])


def _split(start: int, end: int, clears: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of what sounds without a gap: after a clear it is something new."""
    cuts = sorted({start, end, *(at for at in clears if start < at < end)})
    yield from pairwise(cuts)


def _end_before(at: int, pieces: Sequence[tuple[int, int]]) -> int | None:
    """Return the end of the sound that a clear cut; None where nothing sounded just before it."""
    end = max((end for _, end in pieces if end <= at), default=None)
    return end if end is not None and at - end < BREATH_MS else None


def tracks(report: Report, kinds: Sequence[Kind]) -> tuple[tuple[Stretch, ...], tuple[Spell, ...]]:
    """Return both tracks of a finished call."""
    return stretches(report.moments, kinds), spells(bytes(report.tape.us), report.moments)
