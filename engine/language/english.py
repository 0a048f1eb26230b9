"""English: its words for values, and how we speak it. What an act or an answer sounds like: ``english_talk``."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from engine.language.english_contacts import CONTACTS
from engine.language.english_days import DAYS, MONTHS, TEENS, UNITS, WEEKDAYS
from engine.language.english_talk import TALK
from engine.language.language import Language
from engine.language.model import Choosing, Clock, Money, Numbers
from engine.language.speech import Coin, Speech
from engine.language.tables import Tables, lower

_T = Tables(lower)

_FILLERS = _T.words("uh um er erm ah eh hmm mm dash hyphen space then comma")

NUMBERS = Numbers(
    zero=_T.words("zero oh o nought naught nil"),
    units=UNITS,
    teens=TEENS,
    tens=_T.counted("twenty thirty forty|fourty fifty sixty seventy eighty ninety", 20, 10),
    hundred=_T.words("hundred"),
    scales={"dozen": 12, "thousand": 1_000, "million": 1_000_000},
    repeats={"double": 2, "triple": 3, "treble": 3, "quadruple": 4},
    ones=_T.words("a"),
    bare=_T.words("hundred thousand million"),
    vague=_T.words("few several many some couple of"),
    plurals=_T.counted(
        "zeros|zeroes|noughts|naughts|ohs|nils ones twos threes fours fives sixes sevens eights nines", 0
    ),
    pointing=_T.words("that this the which other another usual same last first second third next"),
    parts=_T.words("last first final"),
    taken_with=_T.words("i'll take have can could get want need there are there's there'll be us for in party table"),
    of_them=_T.phrases("of them, of those, of these, of each, of us, of the"),
    none=_T.words("no zero without"),
    kin=_T.named(
        {
            "child children kid kids child's children's": "children",
            "adult adults grownup grownups": "adults",
            "person persons people guest guests": "people",
        }
    ),
    joints=_T.words("and"),
    point=_T.words("point"),
    and_part=_T.phrased(
        {
            "and a half": Decimal("0.5"),
            "and a quarter": Decimal("0.25"),
            "and three quarters, and three quarter": Decimal("0.75"),
        }
    ),
    portions=_T.phrased(
        {
            "half a, half of a, half": Decimal("0.5"),
            "a quarter of a, quarter of a, a quarter, quarter": Decimal("0.25"),
            "three quarters of a, three quarter of a, three quarters, three quarter": Decimal("0.75"),
        }
    ),
    sets=_T.phrased({"a couple, a couple of, couple of, a pair of": 2}),
    party=_T.phrased(
        {
            "none, none at all, not any, not a single one": 0,
            "just me, only me, just myself, only myself, just meself, on my own, on me own, by myself": 1,
            "me and the wife, me and my wife, me and the husband, me and my husband, me and the missus": 2,
            "my wife and i, my husband and i, my partner and i, me and my partner, my wife and me": 2,
            "my husband and me, both of us, me and a friend, me and my mate, me and him, me and her": 2,
        }
    ),
    between=_T.words("between"),
    minus=_T.words("minus negative"),
    homophones={"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "niner": "9", "fife": "5"},
    fillers=_FILLERS,
    bridges=_FILLERS | _T.words("and so like okay ok yeah slash dot point next followed by a i it's that's"),
    sighs=_T.words("zero oh o nought naught nil"),
    interjections=_T.words("oh o"),
    again=_T.phrases("the same again, same again, then again, and again, twice over, repeated, two times"),
)

MONEY = Money(
    major=_T.words("pound pounds quid dollar dollars buck bucks euro euros"),
    minor=_T.words("p pence penny pennies cent cents"),
    idioms=_T.named({"fiver fivers": 5, "tenner tenners": 10, "grand": 1000, "ton": 100, "score": 20}),
    grand=_T.words("grand k"),
    joints=_T.words("and"),
    never_before=_T.phrases("per cent")
    | _T.singles(
        """
        % percent am pm o'clock second seconds minute minutes hour hours day days week weeks month months year years
        times st nd rd th items orders
        """
    ),
    short_hundreds=True,
)

CLOCK = Clock(
    whole={"noon": time(12), "midday": time(12), "midnight": time(0)},
    parts={"quarter": 15, "half": 30},
    marks=_T.phrased(
        {
            "o'clock, on the dot, sharp, prompt, exactly, ish": "",
            "am, a m, morning": "am",
            "pm, p, afternoon, evening, tonight": "pm",
            "night": "night",
        }
    ),
    before=_T.phrased({"morning": "am", "afternoon, evening, tonight": "pm", "night": "night"}),
    old_parts=_T.phrased({"five and twenty": 25}),
    strokes=_T.words("stroke"),
    minutes=_T.words("minutes"),
    past=_T.words("past after"),
    to=_T.words("to of"),
    towards=_T.phrased({"half": 30}),
    leads=_T.words("at"),
    hundred=_T.words("hundred"),
    hour_words=_T.words("hours"),
)

CHOOSING = Choosing(
    places={
        "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "former": 0, "latter": -1,
    },
    place_nouns=_T.words("one option"),
    endings=("s", "es", "'s"),
    first=_T.words("first former one 1"),
    second=_T.words("second latter last two 2"),
    small=_T.words("your my the a an to of and or"),
    either=_T.words("or"),
    refused=_T.phrases(
        "no good, not good, doesn't work, don't work, won't work, won't do, is out, are out, doesn't suit, isn't good"
    ),
    number_nouns=_T.words("number option choice"),
    numbered=UNITS | _T.counted("1 2 3 4 5 6 7 8 9", 1) | _T.counted("a b c d", 1),
    middle=_T.words("middle"),
    both=_T.words("both"),
    ends=_T.phrased(
        {
            "at the end, on the end, to finish, to end, ends in, ends with, ends, it ends, finishes, finishes in": -1,
            "ending in, ending with, finishes with": -1,
            "at the start, at the beginning, at the front, starts with, begins with, starting with": 0,
        }
    ),
)  # fmt: skip

SPEECH = Speech(
    digits=("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    yes="yes",
    no="no",
    minus="minus",
    plus="plus",
    at="at",
    signs={".": "dot", "_": "underscore", "-": "dash", "+": "plus"},
    near={0: "today", 1: "tomorrow", -1: "yesterday"},
    coins={
        "GBP": Coin("pound", "pounds", "penny", "pence"),
        "USD": Coin("dollar", "dollars", "cent", "cents"),
        "EUR": Coin("euro", "euros", "cent", "cents"),
    },
    with_minor="",
    and_minor="and",
    named_minor=frozenset({"USD"}),
    grouped=True,
    joins="and",
    percent="percent",
    to="to",
    dot="dot",
    written_out={r"e\.g\.,?": "for example", r"i\.e\.,?": "that is"},
    abbreviations=_T.words("mr mrs ms dr prof st vs approx ext tel e.g i.e"),
    before_figure=_T.words("no nos"),
)

HINTS: dict[str, tuple[str, ...]] = {
    "digits": tuple("zero oh one two three four five six seven eight nine double triple".split()),  # noqa: SIM905
    "money": ("pounds", "pence", "quid", "dollars", "cents", "euros"),
    "date": (*WEEKDAYS, *MONTHS, "today", "tomorrow", "yesterday"),
    "time": ("o'clock", "half past", "quarter past", "quarter to", "noon", "midnight", "am", "pm"),
    "yes_no": ("yes", "yeah", "yep", "no", "nope"),
    "confirm": ("yes", "no"),
    "email": ("at", "dot", "underscore", "dash"),
}

ENGLISH = Language(
    code="en",
    home="GB",
    fold=lower,
    noise=_T.words(
        """
        a ah all alright and at be called eh er erm hello here hi hmm i i'd i'm i've is it it'll it's its just let's
        an like mate me mean meant my name name's number of oh ok okay on one please right see should so sorry speaking
        sure thank thanks that that'd that'll that's the then think this to uh um us wait was we ones
        we'd we'll we're we've well will would yeah yes you
        """
    ),
    numbers=NUMBERS,
    money=MONEY,
    days=DAYS,
    clock=CLOCK,
    contacts=CONTACTS,
    choosing=CHOOSING,
    talk=TALK,
    speech=SPEECH,
    hints=HINTS | {"phone": (*HINTS["digits"], "plus")},
)
