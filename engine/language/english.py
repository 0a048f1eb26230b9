"""English: its words for values, and how we speak it. What an act or an answer sounds like: ``english_talk``."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from engine.language.english_talk import TALK
from engine.language.language import Language
from engine.language.model import Choosing, Clock, Contacts, Days, Feast, Money, Numbers
from engine.language.speech import Coin, Speech
from engine.language.tables import Tables, lower

_T = Tables(lower)

_UNITS = _T.counted("one two three four five six seven eight nine", 1)
_TEENS = _T.counted(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    10,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12, "twentieth": 20}
_ORDINALS |= {f"{w}th": n for w, n in (_UNITS | _TEENS).items() if n not in _ORDINALS.values()} | {"thirtieth": 30}
_NEIGHBOURS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_FILLERS = _T.words("uh um er erm ah eh hmm mm dash hyphen space then comma")

NUMBERS = Numbers(
    zero=_T.words("zero oh o nought naught nil"),
    units=_UNITS,
    teens=_TEENS,
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
    of_them=_T.phrases("of them, of those, of these, of each, of us"),
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

DAYS = Days(
    until=_T.words("to until till"),
    weekdays={name[:n]: i for i, name in enumerate(_WEEKDAYS) for n in (3, 4, 5, len(name))}
    | {f"{name}'s": i for i, name in enumerate(_WEEKDAYS)},
    months={name[:n]: i for i, name in enumerate(_MONTHS, 1) for n in (3, 4, len(name))},
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

CONTACTS = Contacts(
    plus=_T.words("plus"),
    spelled_by=_T.words("for as in like"),
    letters=_T.headed("w double u, z zed, z zee, h aitch, h haitch, x x ray"),
    alphabet=_T.words(
        """
        alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa
        quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu
        """
    ),
    at=_T.phrases("at, @"),
    signs=_T.phrased(
        {"dot, point, full stop, period": ".", "underscore, under score": "_", "dash, hyphen": "-", "plus, +": "+"}
    ),
    inner_words=_T.words("the and of my me a on in for"),
    written_how=_T.phrased(
        {
            "all one word, as one word, one word, all joined up, joined up, all together, no spaces, no space": True,
            "all lower case, all lowercase, lower case, lowercase, in lower case, all small letters": False,
            "no dots, no dashes, no numbers, no capitals, no full stops, no underscore": False,
            "with no dots, with no spaces, with no numbers, with no capitals, without the dot": False,
            "and the number, the number, and then the number, the digits, the letter, the letters, the word": False,
            "all upper case, upper case, uppercase, all in capitals, in capitals, capital": False,
        }
    ),
    address_words=_T.words("is email address"),
    name_lead=_T.singles(
        """
        my name is name's names the it it's its i'm i am this that's call me they surname first last full hi hello hey
        yes yeah um uh er erm oh well so sure okay ok speaking and under for mr mister mrs missus ms miss mx dr doctor
        prof professor sir dame rev reverend hiya aye alright mine's morning evening afternoon
        """
    )
    | _T.phrases(
        """
        double barrelled, double barreled, hyphenated, it's spelt how it sounds, it's spelled how it sounds,
        spelt how it sounds, spelled how it sounds, just how it sounds, spelt as it sounds, just as it sounds
        """
    ),
    name_trail=_T.words("here speaking please thanks thank you calling"),
    name_tail=_T.phrases(
        """
        i think, i believe, i guess, spelt how it sounds, spelled how it sounds, just how it sounds, how it sounds,
        spelt as it sounds, just as it sounds, as it sounds, the usual way, the usual spelling, the normal way
        """
    ),
    name_it_is=_T.singles("it's i'm is that's name name's"),
    name_surely=_T.phrases(
        """
        name is, name's, surname is, surname's, full name is, in the name of, under the name of, under the
        name, booking for, reservation for, maiden name is, name of
        """
    ),
    not_names=_T.words(
        """
        what why how when where who whose which no not don't can can't could would want need help agent
        human cancel stop wait of in on at to from by about if but because there you your he she his her him
        we our us their them the a an do does did have has had was were are be been will won't shall should
        might must isn't didn't doesn't haven't say said tell told give given put get got know think thought
        mean spell spelt repeat again pardon sorry rather same husband husband's wife wife's partner
        partner's company business account booking reservation person someone somebody anyone nobody moment
        second minute today tomorrow yesterday something anything nothing calling ringing question problem
        issue complaint order delivery parcel payment refund query enquiry earlier before twice wrong right
        fine urgent important already just only maybe perhaps too very really still yet now then with
        without and or so up out name number phone email address postcode date birth hold hang that what's
        who's where's it's i've i'd i'll
        """
    ),
    name_after=_T.phrases(
        """
        called, name is, name's, names, name was, name will be, is called, are called, she's called, he's
        called, i'm called, they're called, who's called, somebody called, someone called, known as, i go
        by, goes by, under, under the name, under the name of, in the name of, name of, maiden name, maiden
        name is, married name, married name is, booking for, reservation for, appointment for, booking's
        for, table for, speaking to, speaking with, talking to, this is, holder is, holder's, put it under,
        put me down as, put down, down as, call me, calls me, addressed to, patient is, customer is, caller
        is, registered to, belongs to, booked by, made by, husband's name, wife's name, partner's name,
        mum's name, dad's name, son's name, daughter's name, mother's name, father's name, company name,
        business name, account is, card is, booking is, reservation is, policy is, passport is
        """
    ),
    name_parts=_T.phrases(
        """
        first name, first name is, first name's, surname, surname is, surname's, last name, last name is, last
        name's, second name, second name is, family name, family name is, forename, forename is, given name,
        given name is, middle name, middle name is, christian name, christian name is, and surname, and my
        surname is, and the surname is, and last name, and my last name is, and the last name is
        """
    ),
    name_stops=_T.words(
        """
        and my the his her our from at on in for with without but i it it's that that's so date she he they
        who you she's he's they're number's phone's mobile's email's postcode's address's born birth number
        phone mobile telephone email postcode address account reference order to about is was i'm we we're
        there there'll not like as just calling ringing phoning he'd she'd again
        """
    ),
    name_with=_T.words("with without"),
    name_without=_T.words("without no"),
    letter_articles=_T.words("a an the any"),
    sounds={
        "y": ("i",),
        "i": ("y",),
        "k": ("c",),
        "c": ("k", "s"),
        "ph": ("v", "f"),
        "f": ("ph",),
        "v": ("ph", "f"),
        "s": ("z", "c"),
        "z": ("s",),
        "g": ("j",),
        "j": ("g",),
        "x": ("cks", "ks"),
        "ks": ("x",),
        "ck": ("k",),
        "ch": ("k", "c"),
        "ie": ("y",),
        "ey": ("y",),
        "ei": ("ie", "ee"),
        "ea": ("ee",),
        "ee": ("ea",),
        "ae": ("e",),
    },
    silent={"e": False, "h": True},
    name_signs=_T.phrased({"apostrophe": "'", "dash, hyphen": "-"}),
    spelling_lead=_T.phrases(
        """
        that's, spelled, spelt, it's spelled, it's spelt, that's spelled, that's spelt, spelling is, spelling,
        which is, so that's, it's, so, as in, i spell it, i'll spell it, i'll spell that, let me spell that,
        um, er, uh, and that's
        """
    ),
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
    numbered=_UNITS | _T.counted("1 2 3 4 5 6 7 8 9", 1) | _T.counted("a b c d", 1),
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
    "date": (*_WEEKDAYS, *_MONTHS, "today", "tomorrow", "yesterday"),
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
