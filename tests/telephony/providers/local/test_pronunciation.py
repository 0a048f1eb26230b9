from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.local.pronunciation import pronounce, spell

PHONES = frozenset(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()  # noqa: SIM905 - forty lines otherwise
)


def test_the_dictionary_comes_before_the_rules(tmp_path: Path) -> None:
    file = tmp_path / "small.dict"
    file.write_text("either IY DH ER\neither(2) AY DH ER\neithers X\n", encoding="utf-8")
    assert pronounce({"either", "ham"}, file) == {"either": ["IY DH ER", "AY DH ER"], "ham": ["HH AE M"]}


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("ambleside", "AE M B L EH S AY D"),
        ("nation", "N AE SH AH N"),
        ("rough", "R OW"),
        ("hello", "HH EH L AA"),
    ],
)
def test_spelling(word: str, phones: str) -> None:
    assert spell(word) == phones


@given(st.text("abcdefghijklmnopqrstuvwxyz'", min_size=1))
def test_every_spelling_is_made_of_phones(word: str) -> None:
    assert PHONES.issuperset(spell(word).split())
