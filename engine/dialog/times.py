"""What time of day? "Half past three", "quarter to four", "3 15 pm", "15:30", "las tres y media", "halb vier".

Without a word for the half of the day, one to six mean the afternoon: contact centres arrange things for the day.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from datetime import time
from itertools import chain

from engine.dialog.cardinals import cardinal
from engine.dialog.numbers import ranged
from engine.dialog.words import Found, Word, phrase_at, text_at
from engine.language import Language
from engine.language.model import Half, Numbers

_DOTTED = re.compile(r"(\d{1,2})\.(\d{2})")
_FOUR = re.compile(r"\d{4}")
_NOON = 12 * 60
_REACH = 4
"""Words within which the half of the day is told."""
_SHORT = 3
"""Words in an utterance that is a time even when nothing says so."""

_Count = tuple[int, int]
"""A number and the index of the next word."""
_Point = tuple[int, int]
"""Minutes after midnight or noon, and the index of the next word."""


def find_time(ws: list[Word], text: str, language: Language) -> Found | None:
    """Find a time of day."""
    if ranged(ws, language.numbers):
        return None
    read = _Times(ws, text, language)
    readings = (
        read.whole(leading=False),
        read.minutes_first(),
        read.hour_first(),
        read.towards(),
        read.clock(),
        read.whole(leading=True),
    )
    return next(chain.from_iterable(readings), None)


def mended_time(head: list[Word], tail: list[Word], text: str, language: Language) -> time | None:
    """Return the time in ``tail`` in the half of the day that only ``head`` tells: "seven pm, no, eight"."""
    found = find_time(tail, text, language)
    if found is None or find_time(head, text, language) is None:
        return None
    half = _Times(head, text, language).half()
    if found.value in language.clock.whole.values() and not _Times(tail, text, language).told():
        return None  # "eleven am, no, noon"
    if not half or _Times(tail, text, language).half() or found.value.hour > 12:  # noqa: PLR2004
        return None
    plain = found.value.hour % 12 or 12
    return time(_in_half(plain, half) % 24, found.value.minute)


class _Times:
    """Reads the times of one utterance."""

    def __init__(self, ws: list[Word], text: str, language: Language) -> None:
        """``text``: the utterance, whose full stops part a day from an hour."""
        self._ws = ws
        self._text = text
        self._numbers = language.numbers
        self._days = language.days
        self._c = language.clock

    # ---------------------------------------------------------------------------------------------- ways to say one

    def whole(self, *, leading: bool) -> Iterator[Found]:
        """Read "noon". ``leading``: the words that may only lead to a time, such as "mittag um eins"."""
        for i, word in enumerate(self._ws):
            leads = (word.text,) in self._c.before.values
            counted = self._in(i - 1, self._c.past | self._c.to | self._c.whole_never_after)
            counted = counted and not self._in(i - 2, self._c.strokes)
            if word.text in self._c.whole and leads == leading and not counted:
                yield Found(self._c.whole[word.text], i, i)

    def minutes_first(self) -> Iterator[Found]:
        """Read "quarter past three", "ten to four", "fünf vor halb vier"."""
        for i in range(len(self._ws)):
            minutes = self._part(i) or self._count(i)
            if minutes is None or minutes[0] > 59:  # noqa: PLR2004
                continue
            j = minutes[1] + self._in(minutes[1], self._c.minutes)
            to = self._in(j, self._c.to)
            point = self._point(j + 1) if to or self._in(j, self._c.past) else None
            if (to or self._in(j, self._c.past)) and self._in(j + 1, self._c.whole):
                yield self._around(self._c.whole[self._ws[j + 1].text], -minutes[0] if to else minutes[0], i, j + 1)
            if point is not None:
                yield self._found(point[0] + (-minutes[0] if to else minutes[0]), i, point[1])

    def _around(self, whole: time, minutes: int, first: int, last: int) -> Found:
        """Return the time so many minutes from "midnight"."""
        total = (whole.hour * 60 + minutes) % (24 * 60)
        return Found(time(*divmod(total, 60)), first, last)

    def hour_first(self) -> Iterator[Found]:
        """Read "las tres y media", "cuatro menos cuarto"."""
        for i in range(len(self._ws)):
            hour = self._hour(i) if self._c.plus or self._c.less else None
            if hour is None or hour[0] > 23:  # noqa: PLR2004
                continue
            j = hour[1] + self._in(hour[1], self._c.hour_words)
            less = self._in(j, self._c.less)
            minutes = self._part(j + 1) or self._count(j + 1) if less or self._in(j, self._c.plus) else None
            if minutes is None or minutes[0] > 59:  # noqa: PLR2004
                continue
            if self._in(j + 1, self._c.parts) or self._led(i) or j > hour[1]:
                total = hour[0] * 60 + (-minutes[0] if less else minutes[0])
                after = minutes[1] + self._in(minutes[1], self._c.minutes)
                yield self._found(total, i, after, exact=hour[0] == 0)

    def towards(self) -> Iterator[Found]:
        """Read "halb vier", "dreiviertel vier"."""
        for i in range(len(self._ws)):
            if phrase_at(self._ws, i, self._c.towards) and (point := self._point(i)) is not None:
                yield self._found(point[0], i, point[1])

    def clock(self) -> Iterator[Found]:
        """Read "3 15 pm", "15:30", "15 Uhr 30", "at three"."""
        for i in range(len(self._ws)):
            hour, minute, j = self._dotted(i) or self._of_24(i) or self._hour_and_minute(i)
            dated = minute is None and self._in(j + self._in(j, self._days.of), self._days.months)  # "3 March"
            if hour > 23 or dated:  # noqa: PLR2004
                continue
            told = self._in(j, self._c.hour_words) or self._in(j - 1, self._c.hour_words) or bool(self._mark(j)[1])
            if told or minute is not None or self._led(i) or len(self._ws) <= _SHORT:
                yield self._found(hour * 60 + (minute or 0), i, j, exact=True, early=self._early(i, j))

    # ------------------------------------------------------------------------------------------------------- pieces

    def _point(self, i: int) -> _Point | None:
        """Read an hour, or what leads to one, that minutes are counted from."""
        i += self._in(i, self._c.the) and not phrase_at(self._ws, i, self._c.hours)
        lead = phrase_at(self._ws, i, self._c.towards)
        hour = self._hour(i + len(lead))
        if hour is None or not 1 <= hour[0] <= 12:  # noqa: PLR2004
            return None
        return hour[0] * 60 + (self._c.towards.values[lead] if lead else 0), hour[1]

    def _of_24(self, i: int) -> tuple[int, int | None, int] | None:
        """Read "fourteen hundred", "oh nine hundred hours", "1430"."""
        zero = self._in(i, self._numbers.zero)
        word = text_at(self._ws, i + zero)
        hour = _count_of(self._numbers, word)
        told_as_hours = zero or self._in(i + zero + 2, self._c.hour_words) or (hour or 0) > 9  # noqa: PLR2004
        if hour is not None and self._in(i + zero + 1, self._c.hundred) and told_as_hours:
            return hour, 0, i + zero + 2
        told = self._in(i + 1, self._c.hour_words) or self._led(i) or len(self._ws) <= _SHORT
        if self._c.hundred and told and _FOUR.fullmatch(word) and int(word[2:]) < 60:  # noqa: PLR2004
            return int(word[:2]), int(word[2:]), i + 1
        return None

    def _hour_and_minute(self, i: int) -> tuple[int, int | None, int]:
        hour = self._hour(i)
        if hour is None:
            return 99, None, i
        j = hour[1]
        spelled = self._in(j, self._c.hour_words) or self._in(j - 1, self._c.hour_words)
        k = j + self._in(j, self._c.hour_words)
        minute = self._minute(k, spelled=spelled)
        return (hour[0], None, j) if minute is None else (hour[0], *minute)

    def _dotted(self, i: int) -> tuple[int, int | None, int] | None:
        marked = self._c.dotted or self._mark(i + 1)[0] or len(self._ws) == 1 or self._led(i)
        written = _DOTTED.fullmatch(self._ws[i].text) if marked else None
        if written is None or int(written[2]) > 59:  # noqa: PLR2004
            return None
        told = self._in(i + 1, self._c.hour_words) or self._led(i) or len(self._ws) <= _SHORT or not self._c.dotted
        return (int(written[1]), int(written[2]), i + 1) if told else None

    def _minute(self, i: int, *, spelled: bool) -> _Count | None:
        if self._in(i, self._numbers.zero):
            unit = self._count(i + 1)
            return unit if unit and unit[0] < 10 else None  # noqa: PLR2004
        minute = self._count(i)
        if minute is None or minute[0] > 59:  # noqa: PLR2004
            return None
        between = self._text[self._ws[i - 1].end : self._ws[i].start]
        if between.startswith(". ") and self._in(minute[1], self._c.hour_words):  # "am 3. 15 Uhr"
            return None
        short = minute[0] < 10 and len(text_at(self._ws, i)) != 2 and not spelled  # noqa: PLR2004
        return None if short else minute

    def _part(self, i: int) -> _Count | None:
        if old := phrase_at(self._ws, i, self._c.old_parts):
            return self._c.old_parts.values[old], i + len(old)
        minutes = self._c.parts.get(text_at(self._ws, i))
        return None if minutes is None else (minutes, i + 1)

    def _hour(self, i: int) -> _Count | None:
        phrase = phrase_at(self._ws, i, self._c.hours)
        return (self._c.hours.values[phrase], i + len(phrase)) if phrase else self._count(i)

    def _count(self, i: int) -> _Count | None:
        word = text_at(self._ws, i)
        if word.isdecimal() and len(word) <= 2:  # noqa: PLR2004
            return int(word), i + 1
        return cardinal(self._ws, i, self._numbers) if word else None

    def _in(self, i: int, table: Container[str]) -> bool:
        return text_at(self._ws, i) in table

    def _led(self, i: int) -> bool:
        return self._in(i - 1, self._c.leads) or bool(phrase_at(self._ws, i, self._c.hours))

    # ---------------------------------------------------------------------------------------------- half of the day

    def _early(self, i: int, after: int) -> bool:
        """Whether an hour is told as one of 24: with a nought before it, or "hundred" behind it."""
        zero = self._in(i, self._numbers.zero) or self._in(i - 1, self._numbers.zero)
        return zero or self._ws[i].text.startswith("0") or any(self._in(k, self._c.hundred) for k in range(i, after))

    def _found(self, total: int, first: int, after: int, *, exact: bool = False, early: bool = False) -> Found:
        """Return the time ``total`` minutes after midnight or, as the words around tell, noon.

        ``exact``: an hour of 0 is midnight; otherwise it is what stands before one o'clock. ``early``: it is one of 24.
        """
        after += self._in(after, self._c.hour_words)
        half, end = self._mark(after)
        half = half or ("am" if early and total < _NOON else "")
        led, start = self._before(first)
        hour, minute = divmod(total, 60)
        hour = hour if exact or hour else 12
        end = after if self._day_in(after, end) else end  # "at seven tomorrow evening" leaves a date to be read
        return Found(time(_in_half(hour, half or led) % 24, minute), min(first, start), (end or after) - 1)

    def _day_in(self, start: int, end: int) -> bool:
        """Whether a day is named among words."""
        return any(
            self._in(k, self._days.weekdays) or phrase_at(self._ws, k, self._days.near) for k in range(start, end)
        )

    def _mark(self, i: int) -> tuple[Half, int]:
        """Return which half of the day the words from ``i`` tell, and the index after them, 0 when they tell none."""
        end, k = 0, i
        while k < min(i + _REACH, len(self._ws)) and not self._number(k):
            phrase = phrase_at(self._ws, k, self._c.marks)
            if phrase:
                end = k + len(phrase)
                if half := self._c.marks.values[phrase]:
                    return half, end
            k += max(1, len(phrase))
        return "", end

    def _before(self, i: int) -> tuple[Half, int]:
        """Return which half of the day is told shortly before word ``i``, and where."""
        for k in range(i - 1, max(i - _REACH - 2, -1), -1):
            phrase = phrase_at(self._ws, k, self._c.before)
            if phrase and k + len(phrase) <= i and not self._in(k - 1, self._days.near_never_after):
                return self._c.before.values[phrase], k
        return "", i

    def half(self) -> Half:
        """Return which half of the day is told anywhere."""
        phrases = (phrase_at(self._ws, i, self._c.marks) for i in range(len(self._ws)))
        return next((half for phrase in phrases if phrase and (half := self._c.marks.values[phrase])), "")

    def told(self) -> bool:
        """Whether any hour is told in numbers."""
        return any(self._number(i) for i in range(len(self._ws)))

    def _number(self, i: int) -> bool:
        word = text_at(self._ws, i)
        return word[:1].isdigit() or word in self._numbers.spoken


def _count_of(n: Numbers, word: str) -> int | None:
    """Return a number that is one word; None for any other word."""
    if word.isdecimal() and len(word) <= 2:  # noqa: PLR2004
        return int(word)
    return n.units.get(word) or n.teens.get(word) or n.tens.get(word)


def _in_half(hour: int, half: Half) -> int:
    match half:
        case "am":
            return hour % 12
        case "pm":
            return hour if hour >= 12 else hour + 12  # noqa: PLR2004
        case "night":  # "at two" is in the small hours, "at eleven" before midnight
            return hour % 12 if hour % 12 < 6 else hour % 12 + 12  # noqa: PLR2004
        case _:
            return hour + 12 if 1 <= hour <= 6 else hour  # noqa: PLR2004
