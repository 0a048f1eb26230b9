"""How do we speak a language ourselves? Words for digits, signs and near days, and what is written but not said so.

Only data, spelled as a synthesizer should get it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Coin:
    """A currency's names."""

    one: str
    many: str
    one_minor: str
    minors: str


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What we say."""

    digits: tuple[str, ...]
    """0 to 9."""
    yes: str
    no: str
    minus: str
    plus: str
    """Before a country's code."""
    at: str
    signs: Mapping[str, str]
    """Signs of an e-mail address."""
    near: Mapping[int, str]
    """Days from today that have a name."""
    coins: Mapping[str, Coin]
    """By ISO code."""
    with_minor: str
    """Between the parts of an amount when the second is no more than a number: 45 euros ``con`` 50. May be empty."""
    and_minor: str
    """Between them when the second is named."""
    named_minor: frozenset[str] = frozenset()
    """Currencies whose second part is always named."""
    grouped: bool = False
    """Whether thousands are written apart for the synthesizer: 1,200."""
    joins: str = "and"
    """``&``."""
    percent: str = "percent"
    to: str = "to"
    """Between two numbers: 3 ``to`` 5 days."""
    dot: str = "dot"
    """In the address of a page."""
    written_out: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations that are said as words; the keys are patterns."""
    abbreviations: frozenset[str] = frozenset()
    """After one of these a full stop ends nothing."""
    before_figure: frozenset[str] = frozenset()
    """After one of these a full stop ends nothing when a figure follows: ``No.`` 5."""
    ordinal_after: frozenset[str] = frozenset()
    """A figure with a full stop after one of these is an ordinal: ``am`` 3. März. Empty: a full stop makes none."""
    ordinal_before: frozenset[str] = frozenset()
    """The same before one of these: 3. ``März``."""
