"""Names, postcodes and addresses as callers say and spell them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.slots import read_slot
from engine.flows.model import SlotType
from engine.language import ENGLISH

TODAY = date(2026, 3, 6)
NATO = {
    word[0]: word
    for word in sorted(ENGLISH.contacts.alphabet)
    if word not in {"alfa", "juliett", "whisky", "xray"} | ENGLISH.numbers.spoken
} | {"x": "xray"}
LETTERS = st.sampled_from("bcdefghjklmnpqrstvwxyz")


def read(kind: str, said: str) -> str | None:
    found = read_slot(SlotType(kind), said, today=TODAY)
    return None if found is None else str(found.value)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Baker, B-A-K-E-R.", "Baker"),
        ("reilly that's r e i double l y", "Reilly"),
        ("it's reid r e e d", "Reed"),
        ("p for papa r i c e", "Price"),
        ("echo victor alpha", "Eva"),
        ("oscar victor", "Oscar Victor"),
        ("mike s t o n e", "Mike Stone"),
        ("o'shea o apostrophe s h e a", "O'Shea"),
        ("m c g r a w", "McGraw"),
        ("ann with an e", "Anne"),
        ("jon without an h", "Jon"),
        ("you'll find it under fletcher", "Fletcher"),
        ("he's called george barker", "George Barker"),
        ("first name ruth surname dale", "Ruth Dale"),
        ("it's in the name of joan smith-lee", "Joan Smith-Lee"),
        ("my name is ruth dale and my order never came", "Ruth Dale"),
        ("w double o d", "Wood"),
        ("p r i c e Price", "Price"),
        ("no it's ruth", "Ruth"),
        ("ruth dale sorry ruth vale", "Ruth Vale"),
        ("could I speak to somebody", None),
        ("why would you need that", None),
        ("calling about my order", None),
        ("booking for Friday", None),
        ("I called yesterday", None),
    ],
)
def test_a_name_is_said_or_spelled(said: str, name: str | None) -> None:
    assert read("name", said) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("pike with a y", "Pyke"),
        ("karl with a c", "Carl"),
        ("brown with an e on the end", "Browne"),
        ("sara with an h", "Sarah"),
        ("sarah without the h", "Sara"),
        ("philip with two l's", "Phillip"),
        ("phillip with one l", "Philip"),
        ("zoe no y", "Zoe"),
        ("kate with a c c a t e", "Cate"),
        ("mister dale", "Dale"),
        ("it's doctor ruth dale", "Ruth Dale"),
        ("double barrelled dale hyphen stone", "Dale-Stone"),
        ("ruth dale r u t h d a l e", "Ruth Dale"),
        ("szabo it's hungarian s z a b o", "Szabo"),
        ("smyth s m y t h smyth", "Smyth"),
        ("first name's ruth last name's dale", "Ruth Dale"),
        ("stone spelt how it sounds", "Stone"),
        ("x ray echo november india alpha", "Xenia"),
    ],
)
def test_a_name_is_written_as_its_letters_are_explained(said: str, name: str) -> None:
    assert read("name", said) == name


@given(st.lists(LETTERS, min_size=3, max_size=9))
def test_a_name_spelled_in_any_alphabet(letters: list[str]) -> None:
    name = "".join(letters).capitalize()
    name = f"Mc{name[2:].capitalize()}" if name.startswith("Mc") else name
    assert read("name", " ".join(letters)) == name
    assert read("name", " ".join(NATO[letter] for letter in letters)) == name
    assert read("name", " ".join(f"{letter} for {NATO[letter]}" for letter in letters)) == name


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("l n six double e", None),
        ("l n six seven double e", "LN6 7EE"),
        ("g for george l for london two four d as in delta b", "GL2 4DB"),
        ("d like david e one three n n", "DE1 3NN"),
        ("zed e one oh a a", "ZE1 0AA"),
        ("oh x four one a b", "OX4 1AB"),
        ("hotel golf one two papa papa", "HG1 2PP"),
        ("s for sierra and then six and then two b b", "S6 2BB"),
        ("delta x ray", None),
    ],
)
def test_a_postcode_is_spelled(said: str, code: str | None) -> None:
    assert read("postcode", said) == code


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("j dale fifty one at example dot com", "jdale51@example.com"),
        ("ruth dale all one word at example dot com", "ruthdale@example.com"),
        ("it's ruth all lower case at example dot com", "ruth@example.com"),
        ("b o double b at example dot com", "bobb@example.com"),
        ("ruth double oh one at example dot com", "ruth001@example.com"),
        ("romeo uniform tango hotel at example dot com", "ruth@example.com"),
        ("ruth full stop dale at example dot com", "ruth.dale@example.com"),
        ("ruth at hot mail dot com", "ruth@hotmail.com"),
        ("ruth d no spaces at example dot com", "ruthd@example.com"),
        ("my address is ruth at example dot com", "ruth@example.com"),
        ("ruth dale r u t h d a l e at example dot com", "ruthdale@example.com"),
        ("jon with no dots j o n and the number six at example dot com", "jon6@example.com"),
        ("neil n e a l at example dot com", "neal@example.com"),
        ("carl with a k k a r l at example dot com", "karl@example.com"),
        ("rose of the north all one word at example dot com", "roseofthenorth@example.com"),
    ],
)
def test_an_address_is_said_and_spelled(said: str, address: str) -> None:
    assert read("email", said) == address
