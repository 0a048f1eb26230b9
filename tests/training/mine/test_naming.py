"""Are groups called by what their callers say, in that order, and never after a person or a number?"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.mine.naming import Saying, proposal, usage

WHO = ("my car", "my van", "a guest", "our street", "tomorrow", "us", "the shop", "a friend")
LEAD = ("", "hello ", "good morning ", "um ", "sorry ", "yes hi ")
ELSEWHERE = [
    f"{lead}{said}{tail}"
    for lead, said, tail in itertools.product(
        LEAD,
        ("where is my order", "i want to pay my bill", "when do you open", "let me speak to a person"),
        ("", " please", " thanks", " if you can"),
    )
]
NOUNS = ("parking", "permit", "umbrella", "music", "dentist", "garden", "ticket", "story", "window", "carpet")


def said(texts: Iterable[str], callers: int = 10) -> list[Saying]:
    return [Saying(f"c{n % callers}", text) for n, text in enumerate(texts)]


def named(group: Sequence[str], others: Sequence[str] = ELSEWHERE, callers: int = 10) -> str:
    return proposal(said(group, callers), usage([*group, *others]))


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("i need a parking permit for {}", "parking_permit"),
        ("please turn the music down for {}", "turn_music"),
        ("can the children of {} come to story hour", "children_story"),
        ("how much is the ferry to belfast for {}", "ferry_belfast"),
        ("do you have a photocopier for {}", "photocopier"),
    ],
)
def test_a_name_has_its_words_in_the_order_in_which_they_are_said(sentence: str, name: str) -> None:
    assert set(named([sentence.format(who) for who in WHO]).split("_")) <= set(sentence.split())
    if name != "children_story":  # of three words that tell alike much, two are taken
        assert named([sentence.format(who) for who in WHO]) == name


@given(st.permutations(NOUNS), st.integers(0, 1000))
def test_whichever_words_tell_they_are_said_in_that_order(nouns: list[str], seed: int) -> None:
    rng = random.Random(seed)
    first, second, *rest = nouns
    group = [f"{rng.choice(LEAD)}it is about the {first} and your {second} for {who}" for who in WHO]
    others = [f"{rng.choice(LEAD)}{other} for {who}" for other in rest for who in WHO]
    assert named(group, [*others, *ELSEWHERE]) == f"{first}_{second}"


def test_what_most_callers_say_first_decides() -> None:
    straight = [f"the carpet needs a cleaner for {who}" for who in WHO]
    assert named([*straight, "a cleaner for our carpet"]) == "carpet_cleaner"


def test_what_is_said_everywhere_names_nothing() -> None:
    group = [f"{lead}good morning{tail}" for lead in LEAD for tail in (" please", " thanks")]
    assert named(group) == ""
    usual = [f"where is my parcel {who}" for who in WHO]
    assert named(usual, [f"the parcel of {n} is lost" for n in "abcdefghijklmnop"]) == ""


def test_a_word_that_few_sentences_have_stands_in_no_name() -> None:
    group = [f"i need a permit for {who}" for who in WHO]
    assert named([*group[1:], group[0] + " unicorn", group[1] + " unicorn"]) == "permit"


@pytest.mark.parametrize(
    "sentence",
    ["put the new Rankin aside for {}", "my name is rankin and i need it for {}", "mrs rankin asked for {}"],
)
def test_nobody_gives_an_intent_his_name(sentence: str) -> None:
    name = named([sentence.format(who) for who in WHO])
    assert "rankin" not in name
    assert not name.startswith("_")


def test_what_only_one_or_two_say_may_be_a_name() -> None:
    group = [f"i ring for jemima again about {who}" for who in WHO]
    assert "jemima" in named(group)  # many callers say it, and nothing tells that it is a name
    assert named(group, callers=2) == ""


def test_no_number_stands_in_a_name() -> None:
    assert named([f"track twenty on platform 12 for {who}" for who in WHO]) == "track_platform"
    assert named([f"my policy •••• number for {who}" for who in WHO]) == "policy"


def test_where_nouns_begin_with_capitals_they_are_no_names() -> None:
    group = [
        f"Ich habe eine Störung im Keller, {who}" for who in ("Anna", "bitte", "schnell", "seit gestern", "wieder")
    ]
    others = [f"Wo ist mein Paket aus dem Laden {n}" for n in "abcdefgh"]
    assert named(group, others) in {"storung_keller", "storung"}


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=20), max_size=4))
def test_whatever_is_said_a_name_can_be_an_intents(group: list[str], others: list[str]) -> None:
    name = named(group, others)
    assert not name or re.fullmatch(r"[a-z][a-z0-9_]{1,39}", name)
