"""English: its words for days and dates."""

from __future__ import annotations

from engine.language.model import Days, Feast
from engine.language.tables import Tables, lower

_T = Tables(lower)

UNITS = _T.counted("one two three four five six seven eight nine", 1)
TEENS = _T.counted("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12, "twentieth": 20}
_ORDINALS |= {f"{w}th": n for w, n in (UNITS | TEENS).items() if n not in _ORDINALS.values()} | {"thirtieth": 30}
_NEIGHBOURS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}

DAYS = Days(
    until=_T.words("to until till"),
    weekdays={name[:n]: i for i, name in enumerate(WEEKDAYS) for n in (3, 4, 5, len(name))}
    | {f"{name}'s": i for i, name in enumerate(WEEKDAYS)},
    months={name[:n]: i for i, name in enumerate(MONTHS, 1) for n in (3, 4, len(name))},
    ordinals=_ORDINALS,
    near=_T.phrased(
        _NEIGHBOURS
        | {f"day after {word}": n + 1 for word, n in _NEIGHBOURS.items()}
        | {f"day before {word}": n - 1 for word, n in _NEIGHBOURS.items()}
        | {
            "today's": 0,
            "tomorrow's": 1,
            "this morning, this afternoon, this evening, later today": 0,
            "last night": -1,
            "this time next week, same time next week, same day next week": 7,
            "this time last week": -7,
            "the night before last, night before last": -2,
        }
    ),
    spans=_T.named({"day days day's": 1, "week weeks week's": 7, "fortnight fortnights fortnight's": 14}),
    month_spans=_T.named({"month months month's": 1, "year years year's": 12}),
    one=_T.words("a an"),
    ahead=_T.phrases("in"),
    ahead_after=_T.phrases("from now, hence"),
    time=_T.words("time"),
    counted_from=_T.words("from on"),
    ago_after=_T.phrases("ago"),
    before=_T.phrased(
        {
            "next, next week, next week on": "next",
            "last, past, this past": "last",
            "last week, last week on": "previous",
            "this, this week on": "this",
            "on, coming, this coming": "coming",
        }
    ),
    after=_T.phrased(
        {
            "next week, of next week, in next week": "next",
            "this week, of this week": "this",
            "last week, of last week": "previous",
            "gone, just gone, just past": "last",
            "coming": "coming",
            "after next": "second",
            "before last": "earlier",
        }
    ),
    week_later=_T.phrased({"week": 7, "fortnight": 14}),
    feasts=_T.phrased(
        {
            "christmas day, christmas, xmas, xmas day": Feast(12, 25),
            "christmas eve, xmas eve": Feast(12, 24),
            "boxing day, saint stephen's day, st stephen's day": Feast(12, 26),
            "new year's eve, new years eve, new year eve, hogmanay": Feast(12, 31),
            "new year's day, new years day, new year's, new years": Feast(1, 1),
            "twelfth night": Feast(1, 5),
            "epiphany": Feast(1, 6),
            "burns night, burns' night": Feast(1, 25),
            "valentine's day, valentines day, valentine's, valentine day, saint valentine's day": Feast(2, 14),
            "saint david's day, st david's day, saint davids day, st davids day": Feast(3, 1),
            "saint patrick's day, st patrick's day, saint patricks day, st patricks day, paddy's day": Feast(3, 17),
            "april fools' day, april fools day, april fool's day, april fools, all fools day": Feast(4, 1),
            "saint george's day, st george's day, saint georges day, st georges day": Feast(4, 23),
            "midsummer's day, midsummer day": Feast(6, 24),
            "halloween, hallowe'en": Feast(10, 31),
            "all saints' day, all saints day": Feast(11, 1),
            "bonfire night, guy fawkes night, guy fawkes": Feast(11, 5),
            "armistice day, remembrance day": Feast(11, 11),
            "saint andrew's day, st andrew's day, saint andrews day, st andrews day": Feast(11, 30),
            "remembrance sunday": Feast(11, weekday=6, place=2),
            "thanksgiving, thanksgiving day": Feast(11, weekday=3, place=4),
            "father's day, fathers day": Feast(6, weekday=6, place=3),
            "easter, easter sunday, easter day": Feast(easter=0),
            "easter monday": Feast(easter=1),
            "good friday": Feast(easter=-2),
            "maundy thursday": Feast(easter=-3),
            "palm sunday": Feast(easter=-7),
            "easter saturday": Feast(easter=-1),
            "ash wednesday": Feast(easter=-46),
            "pancake day, shrove tuesday, mardi gras": Feast(easter=-47),
            "ascension day": Feast(easter=39),
            "whit sunday, pentecost": Feast(easter=49),
            "whit monday": Feast(easter=50),
        }
    ),
    feasts_of={
        "gb": _T.phrased(
            {
                "mother's day, mothers day, mothering sunday": Feast(easter=-21),
                "may day bank holiday, early may bank holiday": Feast(5, weekday=0, place=1),
                "spring bank holiday, late may bank holiday": Feast(5, weekday=0, place=-1),
                "august bank holiday, summer bank holiday": Feast(8, weekday=0, place=-1),
            }
        ),
        "us": _T.phrased(
            {
                "mother's day, mothers day": Feast(5, weekday=6, place=2),
                "independence day, fourth of july": Feast(7, 4),
                "memorial day": Feast(5, weekday=0, place=-1),
                "labor day, labour day": Feast(9, weekday=0, place=1),
            }
        ),
    },
    years=_T.phrased({"last year, of last year": -1, "this year, of this year": 0, "next year, of next year": 1}),
    month_end=_T.phrases("the last day of, last day of, the last day in, the end of, end of"),
    this_month=_T.phrased(
        {"this month, the month": 0, "next month, the next month, the following month": 1, "last month": -1}
    ),
    beside={"before": -1, "after": 1},
    following=_T.phrased(
        {
            "the one after, the one after that, the week after, the next one, the following one, the following week": 7,
            "the day after, the day after that, the following day, the next day": 1,
            "the day before, the day before that": -1,
        }
    ),
    of_month=_T.phrased(
        {"of the month": None, "of this month": 0, "of next month, of the following month": 1, "of last month": -1}
    ),
    last=_T.phrases("last"),
    within=_T.words("in"),
    past=_T.phrases(
        """
        it was, that was, this was, which was, date was, was on, was the, was last, was born, were born, were on,
        arrived, came, happened, ordered, bought, rang, phoned, received, got here, delivered, went, started, moved in,
        moved out, broke, stopped, posted, visited, took, charged, died, ended, expired, paid, since, ago, collected,
        cancelled, opened, returned, sent, left
        """
    ),
    planned=_T.phrases(
        """
        was going to, were going to, was supposed to, was meant to, were meant to, was hoping, were hoping,
        was thinking, were thinking, was wondering, was due, were due, was planning, were planning, get paid,
        gets paid, getting paid, be paid
        """
    ),
    near_never_after=_T.words("good"),
    parted=_T.words("slash stroke dot point of the"),
    the=_T.words("the"),
    of=_T.words("of"),
    suffixes=_T.words("st nd rd th"),
    month_first=True,
    short_years=True,
    alone_never_after=_T.words("a an one just my your every per"),
    never_before=_T.words(
        "thing things one ones time option available appointment slot date free week weekend class person choice half"
        " floor attempt try of payment instalment bill name letter digit number"
    ),
)
