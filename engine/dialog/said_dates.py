"""Which day is said in words? "The 3rd of March", "March the third 1984", "Friday the 13th", "the 3rd".

A date whose weekday does not agree with it is no date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.dialog.calendar_days import full_year, make, nearest, without_year
from engine.dialog.cardinals import cardinal
from engine.dialog.numbers import atoms
from engine.dialog.words import Word, phrase_at, phrase_before, text_at
from engine.language import Language

_YEARS = range(1900, 2101)
_SHORT_YEARS = range(32, 100)
"""Two digits that can be no day and no hour."""
_MONTHS_AHEAD = 6
"""A day of the month with its weekday, "Friday the 13th", comes within so many."""
_YEAR_BEFORE = 5
"""Words of a year that is said first."""
_YEAR_WORDS = 8
"""A year is said in no more: "zweitausend sechs und zwanzig", cut into its parts."""

Day = tuple[date | None, int, int]
"""A date with the first word used and the one after the last. None: a date was meant, and there is no such day."""

_Number = tuple[int, int, bool]
"""A day of the month, the index of the next word, and whether it was an ordinal."""


class SaidDates:
    """Reads the dates of one utterance that are said in words."""

    def __init__(self, ws: list[Word], text: str, today: date, language: Language) -> None:
        """``text``: the utterance, whose full stops make ordinals in some languages."""
        self._ws = ws
        self._text = text
        self._today = today
        self._language = language
        self._days = language.days

    def day_and_month(self) -> Iterator[Day]:
        """Read a day with its month, and a year and a weekday where they are said."""
        for i in range(len(self._ws)):
            parts = self._day_then_month(i) or self._month_then_day(i)
            if parts is None:
                continue
            day, month, j = parts
            year, after = self.year(j)
            year = self._year_before(i) if year is None else year
            weekday, first = self._weekday_before(i)
            if year is not None:
                found = make(year, month, day)
            elif weekday is not None:
                found = nearest(month, day, self._today)
            else:
                found = without_year(month, day, self._today, past=self.past)
            agrees = found is not None and weekday in {None, found.weekday()}
            yield (found if agrees else None), first, after

    @property
    def past(self) -> bool:
        """Whether the words tell what was."""
        planned = any(phrase_at(self._ws, i, self._days.planned) for i in range(len(self._ws)))
        return not planned and any(phrase_at(self._ws, i, self._days.past) for i in range(len(self._ws)))

    def parts(self) -> Iterator[tuple[int, int, int]]:
        """Read days with their months: day, month, and the index of the next word."""
        for i in range(len(self._ws)):
            found = self._day_then_month(i) or self._month_then_day(i)
            if found is not None:
                yield found

    def lone_day(self) -> int | None:
        """Read the number of a day without its month."""
        numbers = ((i, self._day_number(i)) for i in range(len(self._ws)))
        return next((n[0] for i, n in numbers if n is not None and n[2] and self._alone(i, n)), None)

    def weekday_and_day(self) -> Iterator[Day]:
        """Read "Friday the 13th": the next one; None when none is near."""
        for i in range(len(self._ws)):
            number = self._day_number(i)
            if number is None or not number[2] or not self._alone(i, number):
                continue
            weekday, first = self._weekday_before(i)
            if weekday is not None:
                yield self._next(number[0], weekday), first, number[1]

    def day(self) -> Iterator[Day]:
        """Read "the 3rd": the next one, today included."""
        for i in range(len(self._ws)):
            number = self._day_number(i)
            if number is None or not self._alone(i, number):
                continue
            led = text_at(self._ws, i - 1) in self._days.the | self._days.alone_after
            day = self._next(number[0])
            if day is not None:
                yield day, i - led, number[1]

    def _alone(self, i: int, number: _Number) -> bool:
        """Whether a number without a month is a day of the month."""
        before, after = text_at(self._ws, i - 1), text_at(self._ws, number[1])
        if after in self._days.never_before or before in self._days.alone_never_after:
            return False
        ends = not after or after in self._language.noise
        return (number[2] and self._days.alone) or (
            before in self._days.alone_after or (not self._days.alone and before in self._days.the and ends)
        )

    def _next(self, number: int, weekday: int | None = None) -> date | None:
        """Return the next day of that number, and weekday; the last one when what was is told."""
        year, month = self._today.year, self._today.month
        steps = range(0, -_MONTHS_AHEAD, -1) if self.past else range(_MONTHS_AHEAD)
        months = ((year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1) for n in steps)
        days = (day for y, m in months if (day := make(y, m, number)) and weekday in {None, day.weekday()})
        return next((day for day in days if (day <= self._today if self.past else day >= self._today)), None)

    def _day_then_month(self, i: int) -> tuple[int, int, int] | None:
        day, ws = self._day_number(i), self._ws
        if day is None:
            return None
        j = self._skip_of(day[1])
        if text_at(ws, j) in self._days.months:
            other = self._month_then_day(j) if not day[2] else None
            if other is not None and ws[other[2] - 1].text in self._days.ordinals:
                return None  # "nineteen eighty four june the fifth"
            return day[0], self._days.months[ws[j].text], j + 1
        if j == day[1] and not (self._days.dotted and day[2]):
            return None
        month = self._day_number(j + (text_at(ws, j) in self._days.the))  # "the third of the twelfth"
        if month is None or month[0] > 12:  # noqa: PLR2004
            return None
        bare = j > day[1] and ws[j - 1].text in self._days.number_months
        return (day[0], month[0], month[1]) if month[2] or bare else None

    def _month_then_day(self, i: int) -> tuple[int, int, int] | None:
        word = self._ws[i].text
        if not self._days.month_first or word not in self._days.months or self._ended(i):
            return None
        day = self._day_number(i + 1 + (text_at(self._ws, i + 1) in self._days.the))
        return None if day is None else (day[0], self._days.months[word], day[1])

    def _ended(self, i: int) -> bool:
        """Whether the end of the month at word ``i`` is meant, so that a year may follow: "end of March 2028"."""
        return bool(phrase_before(self._ws, i, self._days.month_end))

    def _day_number(self, i: int) -> _Number | None:
        """Read "3", "3rd", "three", "third", "3." at ``i``."""
        ws, ordinals, n = self._ws, self._days.ordinals, self._language.numbers
        word, following = text_at(ws, i), text_at(ws, i + 1)
        found: _Number | None = None
        if n.tens_unit == () and ordinals.get(word, 99) < 10 and text_at(ws, i - 1) in n.tens:  # noqa: PLR2004
            return None  # "the thirty second" is no second
        if word in ordinals:
            found = ordinals[word], i + 1, True
        elif n.tens_unit == () and ordinals.get(following, 99) < 10 and word in n.tens:  # noqa: PLR2004
            found = n.tens[word] + ordinals[following], i + 2, True
        elif n.unit_tens and following == n.unit_tens and ordinals.get(text_at(ws, i + 2), 0) in {20, 30}:
            unit = n.units.get(word) or (1 if word in n.inner else 0)
            found = (ordinals[ws[i + 2].text] + unit, i + 3, True) if unit else None
        elif word.isdecimal() and len(word) <= 2:  # noqa: PLR2004
            suffix = following in self._days.suffixes
            found = int(word), i + 1 + suffix, suffix or self._dot_after(i)
        elif word:
            spoken = cardinal(ws, i, n)
            found = (*spoken, False) if spoken else None
        return found if found is not None and 1 <= found[0] <= 31 else None  # noqa: PLR2004

    def _dot_after(self, i: int) -> bool:
        return self._days.dotted and self._text[self._ws[i].end :].startswith(".")

    def year(self, i: int) -> tuple[int | None, int]:
        """Read a year from word ``i``: the year, or None, and the index of the next word."""
        if phrase := phrase_at(self._ws, i, self._days.years):
            return self._today.year + self._days.years.values[phrase], i + len(phrase)
        start = self._skip_of(i + (text_at(self._ws, i) in self._days.within))
        digits, j = "", start
        for atom in atoms(self._ws[start : start + _YEAR_WORDS], self._language.numbers):
            if atom.first + start != j or len(digits) >= 4:  # noqa: PLR2004
                break
            digits, j = digits + atom.digits, start + atom.last + 1
        if len(digits) == 4 and int(digits) in _YEARS:  # noqa: PLR2004
            return int(digits), j
        short = int(digits) in _SHORT_YEARS or digits[0] == "0" if len(digits) == 2 else False  # noqa: PLR2004
        if self._days.short_years and short and not self._counts(j):
            return full_year(digits, self._today), j
        return None, i

    def _year_before(self, i: int) -> int | None:
        """Read a year that ends before word ``i``: "nineteen eighty four, June the fifth"."""
        for start in range(max(0, i - _YEAR_BEFORE), i):
            year, after = self.year(start)
            if year is not None and after == i:
                return year if text_at(self._ws, start).isdecimal() or after - start > 1 else None
        return None

    def _counts(self, i: int) -> bool:
        """Whether the number before word ``i`` counts something: eighty ``pounds``."""
        money, word = self._language.money, text_at(self._ws, i)
        return word in money.major | money.minor | money.grand or bool(phrase_at(self._ws, i, money.never_before))

    def _weekday_before(self, i: int) -> tuple[int | None, int]:
        first = i - (text_at(self._ws, i - 1) in self._days.the)
        weekday = self._days.weekdays.get(text_at(self._ws, first - 1))
        return (None, first) if weekday is None else (weekday, first - 1)

    def _skip_of(self, i: int) -> int:
        """Skip "of", "de", "del año"."""
        while text_at(self._ws, i) in self._days.of:
            i += 1
        return i
