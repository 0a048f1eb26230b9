"""Which language does a caller speak, and which words does it bring? Tables, one file a language, and no grammar.

Pure data: the readers in ``engine.dialog`` and the forms in ``engine.voice`` take a ``Language`` and work in any.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.english import ENGLISH
from engine.language.german import GERMAN
from engine.language.language import Language
from engine.language.spanish import SPANISH

__all__ = ["ENGLISH", "GERMAN", "LANGUAGES", "SPANISH", "Language", "known", "of"]

LANGUAGES: Mapping[str, Language] = {each.code: each for each in (ENGLISH, SPANISH, GERMAN)}


def of(locale: str) -> Language:
    """Return the language of ``locale`` (``es``, ``es-MX``); English for one that we do not know."""
    return LANGUAGES.get(_code(locale), ENGLISH)


def known(locale: str) -> bool:
    """Whether the language of ``locale`` has tables of its own."""
    return _code(locale) in LANGUAGES


def _code(locale: str) -> str:
    return locale.partition("-")[0].lower()
