"""What is a language, to a reader of what callers say and to whoever speaks to them? All its tables in one value.

Compared and hashed by identity, so that what is compiled from it is compiled once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.language.model import Choosing, Clock, Contacts, Days, Money, Numbers
from engine.language.speech import Speech
from engine.language.tables import Fold
from engine.language.talk import Talk


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language."""

    code: str
    """ISO 639-1: ``en``."""
    home: str
    """The country of a locale that names none: ``GB``."""
    fold: Fold
    """Gives the form in which words are compared."""
    noise: frozenset[str]
    """Words that carry no content beside a value: "it's 4568 I think" is nothing but 4568."""
    numbers: Numbers
    money: Money
    days: Days
    clock: Clock
    contacts: Contacts
    choosing: Choosing
    talk: Talk
    speech: Speech
    hints: Mapping[str, tuple[str, ...]]
    """Words that a transcriber should favour, by a slot type's name, or ``confirm``; spelled as it writes them."""
