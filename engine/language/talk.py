"""How do an act, a yes, a no and a correction sound in a language? Patterns over folded words with one space between.

Only data. A table's patterns are parted by `` | ``; ``any_of`` makes one pattern of a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.language.tables import Phrases
from engine.types import Act

Piece = Literal["unsure", "yes", "weak", "no", "please", "neutral"]
"""What a phrase adds to an answer. ``weak`` and ``please`` are a yes when nothing says no."""


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """Acts, answers and corrections."""

    lead: str
    """May stand before an act, again and again."""
    tail: str
    """May stand after it."""
    farewell: str
    """May end any act: ``bye``."""
    acts: Mapping[Act, str]
    pieces: Mapping[Piece, str]
    """A yes or no is made of these and nothing else."""
    openers: str
    """May open a correction."""
    clear: str
    """Of these, the ones that make anything after them a correction: ``no``, ``sorry``."""
    strong: str
    """Make a correction by themselves: ``I meant``."""
    copula: str
    """May stand before the new value: ``it's``."""
    instead: tuple[str, ...]
    """Whole patterns with a group ``rest``, for what opened with an opener: ``not 40 but 45``."""
    denial: str = ""
    """The same, for a whole utterance."""
    slips: Phrases[None] = field(default_factory=Phrases)
    """After one of these a value begins anew: four five ``sorry`` four six."""
    doubtful_slips: Phrases[None] = field(default_factory=Phrases)
    """Of these, the ones that may as well part what is meant from what is not: 60 ``no`` 70. A comma tells."""
    asides: Phrases[None] = field(default_factory=Phrases)
    """Phrases that begin as a slip does and are none: ``no problem``."""
    denied: Phrases[None] = field(default_factory=Phrases)
    """After one of these stands what is not meant: it's ``not`` 40, it's 45."""
    joints: Phrases[None] = field(default_factory=Phrases)
    """May stand between two wishes: pay my bill ``and then`` tell me where my order is."""
    negations: frozenset[str] = frozenset()
    """Words that turn what is said round."""
    conclusions: Phrases[None] = field(default_factory=Phrases)
    """Lead to what is meant in the end: two fivers ``so`` ten pounds."""
    former: Phrases[None] = field(default_factory=Phrases)
    current: Phrases[None] = field(default_factory=Phrases)
    """Before what was, and, where that is told, before what is now: it ``was`` 4568, ``it's`` 4569."""
    withdrawn: Phrases[None] = field(default_factory=Phrases)
    """After a slip, takes back what was said: no, ``leave it``."""
    in_place: Phrases[None] = field(default_factory=Phrases)
    """Behind what is meant in the place of what was said before: can we do eighty ``instead``."""
    apart: Mapping[str, str] = field(default_factory=dict)
    """Words that some transcribers write otherwise: ``dont``."""
