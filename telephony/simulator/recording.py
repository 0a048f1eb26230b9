"""Does a recording hold what its trace says? Pieces of sound cut out by stamps, and when there is speech.

Both sides are on one clock: milliseconds since the stream's start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from num2words import num2words
from numpy.typing import NDArray

from telephony.mulaw import Samples
from telephony.speech import SAMPLE_RATE

TOLERANCE_MS = 200
"""How far from a stamp its speech may be."""
LOUD = 200.0
"""Root mean square above which 20 ms are speech."""

_FRAME = SAMPLE_RATE // 50
_FRAME_MS = 20
_SIDES = ("caller", "us")
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What one side said in one turn, by the trace."""

    turn: int
    side: Literal["caller", "us"]
    text: str
    start_ms: int
    end_ms: int


def excerpts(trace: Mapping[str, Any]) -> tuple[Excerpt, ...]:
    """Return what was spoken, in order of time: the caller's sentence of each turn, and all that was heard of ours."""
    found: list[Excerpt] = []
    for row in trace["turns"]:
        heard = row["heard"]
        if row["event"] == "said" and heard["start_ms"] is not None:
            found.append(Excerpt(row["index"], "caller", heard["text"], heard["start_ms"], heard["end_ms"]))
        lines = [line for line in row["lines"] if line["heard"]]
        if lines:
            text = " ".join(line["heard"] for line in lines)
            found.append(Excerpt(row["index"], "us", text, lines[0]["start_ms"], lines[-1]["end_ms"]))
    return tuple(found)


def spelled(text: str) -> str:
    """Return ``text`` with its figures as the words they are spoken as."""
    return _FIGURES.sub(lambda figure: f" {num2words(int(figure[0]))} ".replace("-", " "), text)


def track(recording: NDArray[np.int16], side: str) -> Samples:
    """Return one side of a stereo recording."""
    return np.ascontiguousarray(recording[:, _SIDES.index(side)])


def cut(samples: Samples, excerpt: Excerpt, margin_ms: int = TOLERANCE_MS) -> Samples:
    """Return the sound of ``excerpt``, and a little around it."""
    start = max(0, excerpt.start_ms - margin_ms) * SAMPLE_RATE // 1000
    return samples[start : (excerpt.end_ms + margin_ms) * SAMPLE_RATE // 1000]


def speech_at(samples: Samples, stamp_ms: int, tolerance_ms: int = TOLERANCE_MS) -> bool:
    """Say whether there is speech within ``tolerance_ms`` of ``stamp_ms``."""
    first = max(0, stamp_ms - tolerance_ms) * SAMPLE_RATE // 1000
    around = samples[first : (stamp_ms + tolerance_ms) * SAMPLE_RATE // 1000]
    return bool(_loud(around).any())


def silent_before(samples: Samples, stamp_ms: int, tolerance_ms: int = TOLERANCE_MS) -> bool:
    """Say whether speech that begins at ``stamp_ms`` did not begin earlier than the tolerance allows."""
    last = max(0, stamp_ms - tolerance_ms) * SAMPLE_RATE // 1000
    return not _loud(samples[max(0, last - _FRAME * 5) : last]).any()


def onsets(samples: Samples, gap_ms: int = 500) -> list[int]:
    """Return the milliseconds at which speech begins after at least ``gap_ms`` of silence."""
    found: list[int] = []
    quiet_ms = gap_ms
    for number, loud in enumerate(_loud(samples)):
        if loud and quiet_ms >= gap_ms:
            found.append(number * _FRAME_MS)
        quiet_ms = 0 if loud else quiet_ms + _FRAME_MS
    return found


def _loud(samples: Samples) -> NDArray[np.bool_]:
    whole = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float32)
    found: NDArray[np.bool_] = np.sqrt(np.mean(whole * whole, axis=1)) > LOUD
    return found
