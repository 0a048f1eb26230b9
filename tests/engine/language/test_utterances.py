"""What callers say in each language, read as the tables beside this file say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.dialog.acts import act_of, correction, yes_no
from engine.dialog.slots import read_slot
from engine.flows.model import SlotType

HERE = Path(__file__).parent
TABLES = ["german", "spanish"]
TODAY = date(2026, 3, 6)  # a Friday
ACTS = ("human", "repeat", "hold", "cancel", "help", "goodbye")
OPTIONS = {
    "es-ES": {"red": ("rojo",), "dark_green": ("verde oscuro", "verde"), "gift_card": ("tarjeta regalo", "vale")},
    "de-DE": {"red": ("rot",), "dark_green": ("dunkelgrün", "grün"), "gift_card": ("geschenkkarte", "gutschein")},
}
LEAST = 150
"""Utterances in each table."""


@cache
def table(name: str) -> dict[str, Any]:
    """Return a table; every scalar is text, ``no`` and ``1234`` too."""
    loaded: dict[str, Any] = yaml.load((HERE / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return loaded


def cases() -> Iterator[Any]:
    for name in TABLES:
        locale = table(name)["locale"]
        for section, meanings in table(name).items():
            if section == "locale":
                continue
            for meaning, ways in meanings.items() if isinstance(meanings, dict) else [("", meanings)]:
                for said in ways:
                    yield pytest.param(locale, section, meaning, said, id=f"{name}-{section}-{meaning}-{said}")


@pytest.mark.parametrize(("locale", "section", "meaning", "said"), list(cases()))
def test_an_utterance_means_what_its_table_says(locale: str, section: str, meaning: str, said: str) -> None:
    assert understood(locale, section, said) == meaning


def understood(locale: str, section: str, said: str) -> str:
    """Read ``said`` as its section asks; ``""`` where the section itself is the meaning and holds."""
    match section:
        case "no_act":
            return act_of(said, locale) or ""
        case "corrections":
            return correction(said, locale) or "none"
        case "yes" | "no" | "neither":
            answer = {True: "yes", False: "no", None: "neither"}[yes_no(said, locale)]
            if answer == section and section != "neither":
                return act_of(said, locale) or ""  # an act would win
            return "" if answer == section else answer
        case _ if section in ACTS:
            act = act_of(said, locale)
            return "" if act == section else f"{act}"
        case _:
            return value(locale, section, said)


def value(locale: str, kind: str, said: str) -> str:
    found = read_slot(slot_type(kind, locale), said, today=TODAY, locale=locale)
    if found is None:
        return "none"
    if kind == "yes_no":
        return "yes" if found.value else "no"
    return f"{found.value:%H:%M}" if kind == "time" else str(found.value)


def slot_type(kind: str, locale: str) -> SlotType:
    lengths = re.fullmatch(r"digits\((\d+)-(\d+)\)", kind)
    if lengths:
        return SlotType("digits", int(lengths[1]), int(lengths[2]))
    return SlotType(kind, options=OPTIONS[locale]) if kind == "one_of" else SlotType(kind)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_large_and_covers_every_type_and_act(name: str) -> None:
    sections = table(name)
    said = [way for s in sections.values() if not isinstance(s, str) for way in _ways(s)]
    assert len(said) >= LEAST
    kinds = {re.sub(r"\(.*", "", section) for section in sections}
    assert kinds >= {
        *ACTS, "digits", "money", "number", "date", "time", "yes_no", "phone", "postcode", "email", "name", "one_of",
        "yes", "no", "neither", "no_act", "corrections",
    }  # fmt: skip


def _ways(section: Any) -> list[str]:
    return [way for ways in section.values() for way in ways] if isinstance(section, dict) else section
