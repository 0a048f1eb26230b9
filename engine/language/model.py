"""Which words does a language bring for values? The tables that the readers of numbers, dates, addresses ... work with.

Only data: every word stands as ``Language.fold`` leaves it, a reader knows the grammar. What an act, a yes or a
correction sounds like is in ``talk``, how we speak in ``speech``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Literal, NamedTuple

from engine.language.tables import Phrases

_NONE: frozenset[str] = frozenset()
_NO_PHRASE: Phrases[None] = Phrases()

Turn = Literal["coming", "next", "second", "this", "last", "previous", "earlier"]
"""Which weekday is meant: the first after today, the one in the next calendar week, the second after today, today or
the first after it, the last before today, the one in the calendar week before, the last but one before today.
"""
Half = Literal["", "am", "pm", "night"]
"""Which half of the day a word tells: none (``o'clock``), before noon, after noon, or around midnight."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Digits, cardinals and what stands between them."""

    zero: frozenset[str]
    units: Mapping[str, int]
    """1 to 9, as they are said one by one."""
    teens: Mapping[str, int]
    """Numbers below a hundred that no unit follows: ``eleven``, ``veintiuno``."""
    tens: Mapping[str, int]
    """Tens that a unit may follow."""
    hundred: frozenset[str]
    """Multiplies what stands before it."""
    scales: Mapping[str, int]
    """``thousand``, ``million``."""
    repeats: Mapping[str, int]
    """``double``, ``triple``."""
    ones: frozenset[str]
    """Words that are one only before a bigger number: ``a`` hundred, ``un`` millón."""
    hundreds: Mapping[str, int] = field(default_factory=dict)
    """Hundreds with a word of their own: ``doscientos``."""
    unfinished: frozenset[str] = _NONE
    """Of these, the ones that are none alone: ``ciento``."""
    bare: frozenset[str] = _NONE
    """Hundreds and scales that need no one before them: ``hundert``, ``mil``."""
    inner: frozenset[str] = _NONE
    """Words that are one only inside a bigger number: treinta y ``un``."""
    tens_unit: tuple[str, ...] | None = ()
    """What stands between tens and unit; None: units never follow tens."""
    unit_tens: str = ""
    """What stands between unit and tens, where units come first: fünf ``und`` vierzig."""
    joints: frozenset[str] = _NONE
    """May stand between a hundred and the rest: ``and``."""
    point: frozenset[str] = _NONE
    """The decimal sign, spoken."""
    halves: frozenset[str] = _NONE
    """Adds a half: zwei``einhalb``."""
    and_part: Phrases[Decimal] = field(default_factory=Phrases)
    """The same, or another part, in several words: two ``and a half``."""
    portions: Phrases[Decimal] = field(default_factory=Phrases)
    """Parts of the one of ``scales`` that follows: ``half a`` million."""
    sets: Phrases[int] = field(default_factory=Phrases)
    """Numbers that are said in several words: ``half a dozen``. A dozen itself is one of ``scales``."""
    party: Phrases[int] = field(default_factory=Phrases)
    """How many people, or things, are named without a number: ``just me``, ``none at all``."""
    vague: frozenset[str] = _NONE
    """Before one of ``bare``, it is no number: a ``few`` hundred."""
    plurals: Mapping[str, int] = field(default_factory=dict)
    """Digits that are counted: four ``zeros``."""
    pointing: frozenset[str] = _NONE
    """A one after these points at something: ``that`` one."""
    parts: frozenset[str] = _NONE
    """Before a count of digits, which is none of them: the ``last`` four."""
    taken_with: frozenset[str] = _NONE
    """Words beside a number that say that so many are wanted: ``for`` six, I'll ``take`` two."""
    of_them: Phrases[None] = _NO_PHRASE
    """The same behind a number: two ``of them``."""
    none: frozenset[str] = _NONE
    """Before what there is none of: ``no`` children."""
    kin: Mapping[str, str] = field(default_factory=dict)
    """Words for what is counted, and the one they all stand for: ``kids`` are ``children``."""
    minus: frozenset[str] = _NONE
    times: frozenset[str] = _NONE
    """After a unit, repeats the digit that follows: drei ``mal`` die fünf."""
    repeated_the: frozenset[str] = _NONE
    """May stand before the digit that is repeated: zweimal ``die`` vier."""
    between: frozenset[str] = _NONE
    """Before a range: ``zwischen`` drei und vier."""
    until: frozenset[str] = _NONE
    """Inside a range: drei ``bis`` vier."""
    homophones: Mapping[str, str] = field(default_factory=dict)
    """What a transcriber writes for a digit when it expects a sentence."""
    fillers: frozenset[str] = _NONE
    """Words that do not end a run of digits."""
    bridges: frozenset[str] = _NONE
    """Words over which a caller goes on reading a long number, ``fillers`` among them."""
    sighs: frozenset[str] = _NONE
    """Zeros that may be no more than a sigh: ``oh``."""
    interjections: frozenset[str] = _NONE
    """Of these, the ones that are no zero alone: ``oh``, loads of them."""
    again: Phrases[None] = _NO_PHRASE
    """After digits, they come once more: ``then the same again``."""
    glued: frozenset[str] = _NONE
    """The pieces of numbers that are written as one word: ``fünf|und|vierzig``. Empty: none are."""
    scaled: frozenset[str] = field(init=False)
    """Every word that multiplies."""
    spoken: frozenset[str] = field(init=False)
    """Every word that begins digits."""

    def __post_init__(self) -> None:
        """Put together what readers ask most often."""
        scaled = self.hundred | self.scales.keys()
        own = frozenset({*self.zero, *self.units, *self.teens, *self.tens, *self.hundreds, *self.repeats})
        object.__setattr__(self, "scaled", scaled)
        object.__setattr__(self, "spoken", own | (self.bare & scaled))


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """What makes a number an amount."""

    major: frozenset[str]
    minor: frozenset[str]
    idioms: Mapping[str, int] = field(default_factory=dict)
    """Amounts that are nouns: ``tenner``."""
    grand: frozenset[str] = _NONE
    """Thousands of money."""
    joints: frozenset[str] = _NONE
    """May stand between the two parts of an amount: 45 pounds ``and`` 50 pence."""
    decimal: frozenset[str] = _NONE
    """Parts two bare numbers into an amount: 45 ``con`` 50."""
    of: frozenset[str] = _NONE
    """May stand before the currency: un millón ``de`` euros."""
    halves: frozenset[str] = _NONE
    """Half of the currency: dos euros y ``medio``."""
    never_before: Phrases[None] = _NO_PHRASE
    """A number before one of these is something else."""
    never_after: frozenset[str] = _NONE
    """A number after one of these is something else."""
    short_hundreds: bool = False
    """Whether ``four fifty`` may be four hundred and fifty."""


class Feast(NamedTuple):
    """A day of the year: by its date, by its weekday and place in a month, or by its distance from Easter."""

    month: int = 0
    day: int = 0
    weekday: int = 0
    """Monday is 0."""
    place: int = 0
    """Which of the month's weekdays, from 1; -1 is the last. 0: it has a date, or lies beside Easter."""
    easter: int = 0
    """Days after Easter Sunday, where ``month`` is 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Days and dates."""

    weekdays: Mapping[str, int]
    """Monday is 0."""
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    """1 to 31 as days are counted."""
    near: Phrases[int]
    """Days from today: ``tomorrow`` is 1."""
    spans: Mapping[str, int]
    """Days in a ``week``."""
    month_spans: Mapping[str, int] = field(default_factory=dict)
    """Months in a ``year``."""
    one: frozenset[str] = _NONE
    """One of them: ``a`` week."""
    ahead: Phrases[None] = _NO_PHRASE
    """Before a span that lies ahead: ``in`` two weeks."""
    ahead_after: Phrases[None] = _NO_PHRASE
    """After it: two weeks ``from now``."""
    time: frozenset[str] = _NONE
    """May follow it: in a week's ``time``."""
    counted_from: frozenset[str] = _NONE
    """Between a span and the day it is counted from: two weeks ``from`` Monday. Empty: none is counted so."""
    ago_before: Phrases[None] = _NO_PHRASE
    ago_after: Phrases[None] = _NO_PHRASE
    """Before and after a span that is over: three days ``ago``."""
    before: Phrases[Turn] = field(default_factory=Phrases)
    after: Phrases[Turn] = field(default_factory=Phrases)
    """Before and after a weekday: ``next`` Friday."""
    week_later: Phrases[int] = field(default_factory=Phrases)
    """After a day, so many days more: friday ``week``."""
    until: frozenset[str] = _NONE
    """Between the first and the last of several days: Monday ``to`` Friday."""
    later: Phrases[None] = _NO_PHRASE
    """After a day, a span to add: heute ``in`` zwei Wochen."""
    week_on: Phrases[None] = _NO_PHRASE
    """Before a day, another week: ``a week on`` friday."""
    feasts: Phrases[Feast] = field(default_factory=Phrases)
    """On which day ``christmas eve`` is."""
    feasts_of: Mapping[str, Phrases[Feast]] = field(default_factory=dict)
    """Feasts that a country, ``gb``, has on days of its own: ``mother's day``."""
    years: Phrases[int] = field(default_factory=Phrases)
    """Years from this one: christmas ``last year``."""
    month_end: Phrases[None] = _NO_PHRASE
    """Before a month, its last day."""
    this_month: Phrases[int] = field(default_factory=Phrases)
    """Months from this one: ``next month`` is 1."""
    of_month: Phrases[int | None] = field(default_factory=Phrases)
    """The same after an ordinal: the tenth ``of next month``. None: the month in which that is the coming day."""
    beside: Mapping[str, int] = field(default_factory=dict)
    """Between a span or a weekday and another day: two days ``before`` Christmas is -1."""
    following: Phrases[int] = field(default_factory=Phrases)
    """Days to add to what is denied: not this Friday, ``the one after``."""
    last: Phrases[None] = _NO_PHRASE
    """The last of a month's weekdays: the ``last`` Friday in May."""
    within: frozenset[str] = _NONE
    """Between a weekday and its month, besides ``of``."""
    past: Phrases[None] = _NO_PHRASE
    """Words of somebody who tells what was: it ``arrived`` on Monday."""
    planned: Phrases[None] = _NO_PHRASE
    """Words that begin as ``past`` does and tell what is to be: it ``was going to`` be Monday."""
    parted: frozenset[str] = _NONE
    """Between the figures of a date: four ``slash`` twelve."""
    the: frozenset[str] = _NONE
    of: frozenset[str] = _NONE
    """Between day, month and year."""
    number_months: frozenset[str] = _NONE
    """Of these, the ones after which a bare number is a month: tres ``del`` doce."""
    suffixes: frozenset[str] = _NONE
    """Make a figure an ordinal: 3``rd``."""
    dotted: bool = False
    """Whether a full stop makes a figure an ordinal, and 3.12. is a day: 3``.`` März."""
    month_first: bool = False
    """Whether ``March the third`` is said."""
    short_years: bool = False
    """Whether two digits after a month are a year: marzo del ``84``."""
    alone: bool = True
    """Whether an ordinal alone is a day of the month: ``the third``."""
    alone_never_after: frozenset[str] = _NONE
    """Words after which an ordinal is no day: a ``second``."""
    alone_after: frozenset[str] = _NONE
    """Words after which a number alone is a day of the month: ``día`` 3."""
    never_before: frozenset[str] = _NONE
    """An ordinal before one of these counts something else."""
    near_never_after: frozenset[str] = _NONE
    """Before one of ``near``, it is something else: guten ``Morgen``."""
    doubtful: frozenset[int] = frozenset()
    """Counts of days that may mean weeks: ``quince`` días."""


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Times of day."""

    whole: Mapping[str, time]
    """``noon``."""
    parts: Mapping[str, int]
    """Minutes in a ``quarter``."""
    marks: Phrases[Half]
    """After a time."""
    old_parts: Phrases[int] = field(default_factory=Phrases)
    """Minutes in several words: ``five and twenty`` to three."""
    strokes: frozenset[str] = _NONE
    """The ``stroke`` of midnight."""
    minutes: frozenset[str] = _NONE
    """The word for them."""
    past: frozenset[str] = _NONE
    to: frozenset[str] = _NONE
    """Between minutes and hour: ten ``past`` three."""
    plus: frozenset[str] = _NONE
    less: frozenset[str] = _NONE
    """Between hour and minutes: las tres ``y`` diez."""
    towards: Phrases[int] = field(default_factory=Phrases)
    """Minutes to add to the hour that follows: ``halb`` vier is -30."""
    hours: Phrases[int] = field(default_factory=Phrases)
    """Hours that are no plain number: ``la una``."""
    hour_words: frozenset[str] = _NONE
    """Between or after hour and minutes: 15 ``Uhr`` 30."""
    the: frozenset[str] = _NONE
    """Before an hour that minutes lead to."""
    leads: frozenset[str] = _NONE
    """A number after one of these is an hour: ``um`` drei."""
    before: Phrases[Half] = field(default_factory=Phrases)
    """Before a time: ``heute Abend`` um sieben."""
    whole_never_after: frozenset[str] = _NONE
    """Before one of ``whole``, it only tells the half of the day: las doce ``del`` mediodía."""
    dotted: bool = False
    """Whether 15.30 is a time."""
    hundred: frozenset[str] = _NONE
    """After an hour of 24, no minutes: fourteen ``hundred``."""


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Telephone numbers, spelling, addresses and names."""

    plus: frozenset[str]
    """Before a country's code."""
    spelled_by: frozenset[str]
    """Explains a letter: s ``for`` sugar."""
    letters: Phrases[str]
    """Names of letters that are no letter: ``double u``."""
    alphabet: frozenset[str]
    """Words that stand for their first letter: ``sierra``, ``Siegfried``."""
    at: Phrases[None]
    signs: Phrases[str]
    """Signs of an address: ``dot`` is a full stop."""
    address_words: frozenset[str]
    """Words that may stand before an address and belong to none."""
    name_lead: Phrases[None]
    """What may stand before a name, again and again: ``my``, ``name``, ``is``."""
    name_trail: frozenset[str]
    not_names: frozenset[str]
    """Words that are in no name."""
    name_tail: Phrases[None] = _NO_PHRASE
    """What may stand after a name, besides ``name_trail``."""
    name_it_is: Phrases[None] = _NO_PHRASE
    """Of ``name_lead``, what says that it is a name: ``it's`` Jane Smith and ..."""
    name_surely: Phrases[None] = _NO_PHRASE
    """Of ``name_after``, what nothing but a name follows: then it is one wherever it is said."""
    name_after: Phrases[None] = _NO_PHRASE
    """Whatever stands before one of these belongs to no name, and a name follows: put it ``under``."""
    name_parts: Phrases[None] = _NO_PHRASE
    """Say which part of a name follows: ``surname is``."""
    name_stops: frozenset[str] = _NONE
    """Words that end a name that was led to: my name is Jane Smith ``and`` ..."""
    name_with: frozenset[str] = _NONE
    """Of these, the ones after which the name is explained: Stephen ``with`` a p h."""
    name_without: frozenset[str] = _NONE
    """The same, where the letter is not in the name: Jon ``without`` an h."""
    letter_articles: frozenset[str] = _NONE
    """Before such a letter."""
    sounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Letters, and what is written for the same sound: ``y`` for ``i``."""
    silent: Mapping[str, bool] = field(default_factory=dict)
    """Letters that may be added to a name; whether behind a vowel."""
    name_signs: Phrases[str] = field(default_factory=Phrases)
    """Signs inside a spelled name: ``apostrophe``."""
    spelling_lead: Phrases[None] = _NO_PHRASE
    """Between a name and its letters: Smith ``that's`` s m i t h."""
    inner_words: frozenset[str] = _NONE
    """Small words that may be inside an address whose words are joined: bob ``the`` builder."""
    written_how: Phrases[bool] = field(default_factory=Phrases)
    """How an address is written, of which it is no part; True: its words are joined: ``all one word``."""
    particles: frozenset[str] = _NONE
    """Small words in a name: ``de la``. They are not counted, and written small."""
    written: Mapping[str, str] = field(default_factory=dict)
    """How letters that no address has are written in one: ``ü`` is ``ue``."""


@dataclass(frozen=True, slots=True, eq=False)
class Choosing:
    """Picking one of several."""

    places: Mapping[str, int]
    """``first`` is 0, ``last`` -1."""
    place_nouns: frozenset[str]
    """May follow: the second ``one``."""
    endings: tuple[str, ...]
    """What may be added to a word and leave it the same: a plural, a gender, a case."""
    first: frozenset[str]
    second: frozenset[str]
    """Of two."""
    small: frozenset[str]
    """Words in a title that tell nothing apart."""
    either: frozenset[str]
    """Between two of which one is meant: ``or``."""
    refused: Phrases[None] = _NO_PHRASE
    """After an option that is not wanted when another is: mornings are ``no good``, the evening then."""
    number_nouns: frozenset[str] = _NONE
    """Before the number of an option: ``option`` two."""
    numbered: Mapping[str, int] = field(default_factory=dict)
    """Those numbers, from 1."""
    middle: frozenset[str] = _NONE
    """The one that is neither first nor last."""
    both: frozenset[str] = _NONE
    """The name of an option that is two others: gas ``and`` electricity are ``both``."""
    ends: Phrases[int] = field(default_factory=Phrases)
    """Where something stands in a row, as ``places``: ``at the end``."""
