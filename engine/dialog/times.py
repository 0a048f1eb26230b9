"""What time of day? "Half past three", "quarter to four", "3 15 pm", "15:30".

Without am or pm, one to six mean the afternoon: contact centres arrange things for the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from engine.dialog.numbers import ZERO, cardinal
from engine.dialog.words import Found, Word

_WHOLE = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_PARTS = {"quarter": 15, "half": 30}
_MORNING = frozenset({"am", "a"})
_LATER = frozenset({"pm", "p", "afternoon", "evening", "tonight", "night"})
_MARKS = frozenset({"o'clock", "am", "pm", "morning", "afternoon", "evening"})


def find_time(ws: list[Word], text: str) -> Found | None:
    """Find a time of day."""
    for i, word in enumerate(ws):
        if word.text in _WHOLE:
            return Found(_WHOLE[word.text], i, i)
    for found in (*_past_and_to(ws), *_clock(ws, text)):
        return found
    return None


def _past_and_to(ws: list[Word]) -> Iterator[Found]:
    for i, word in enumerate(ws):
        minutes = (_PARTS[word.text], i + 1) if word.text in _PARTS else _count(ws, i)
        if minutes is None:
            continue
        j = minutes[1] + (_text(ws, minutes[1]) == "minutes")
        direction = _text(ws, j)
        hour = _count(ws, j + 1)
        if direction not in {"past", "to", "after"} or hour is None or minutes[0] > 59 or not 1 <= hour[0] <= 12:  # noqa: PLR2004
            continue
        total = hour[0] * 60 + (-minutes[0] if direction == "to" else minutes[0])
        yield _finish(ws, total // 60 or 12, total % 60, i, hour[1])


def _clock(ws: list[Word], text: str) -> Iterator[Found]:
    for i in range(len(ws)):
        hour = _count(ws, i)
        if hour is None or hour[0] > 23:  # noqa: PLR2004
            continue
        minute, j = _minute(ws, hour[1])
        between = text[ws[hour[1] - 1].end : ws[hour[1]].start] if j > hour[1] else ""
        marked = _mark_at(ws, j) < j + 4 or between in {":", "."} or j > hour[1]
        if marked or len(ws) <= 3:  # noqa: PLR2004 - "at three"
            yield _finish(ws, hour[0], minute, i, j)
            return


def _minute(ws: list[Word], i: int) -> tuple[int, int]:
    if _text(ws, i) in ZERO:
        unit = _count(ws, i + 1)
        return (unit[0], unit[1]) if unit and unit[0] < 10 else (0, i)  # noqa: PLR2004
    minute = _count(ws, i)
    if minute is None or minute[0] > 59 or (minute[0] < 10 and len(_text(ws, i)) != 2):  # noqa: PLR2004
        return 0, i
    return minute


def _count(ws: list[Word], i: int) -> tuple[int, int] | None:
    word = _text(ws, i)
    if word.isdecimal() and len(word) <= 2:  # noqa: PLR2004
        return int(word), i + 1
    if word.count(".") == 1 and len(word) <= 5:  # noqa: PLR2004 - "3.15" is one word
        return None
    return cardinal(ws, i) if word and word != "a" else None


def _mark_at(ws: list[Word], i: int) -> int:
    """Return the index of the word that says which half of the day, or one far away."""
    return next((k for k in range(i, min(i + 4, len(ws))) if ws[k].text in _MARKS | _LATER), 1_000_000)


def _finish(ws: list[Word], hour: int, minute: int, first: int, after: int) -> Found:
    mark = _mark_at(ws, after)
    tail = {w.text for w in ws[after : mark + 1]} if mark < len(ws) else set()
    if tail & _LATER:
        hour = hour if hour >= 12 else hour + 12  # noqa: PLR2004
    elif tail & {"am", "morning"}:
        hour %= 12
    elif 1 <= hour <= 6:  # noqa: PLR2004
        hour += 12
    return Found(time(hour % 24, minute), first, mark if tail else after - 1)


def _text(ws: list[Word], i: int) -> str:
    return ws[i].text if 0 <= i < len(ws) else ""
