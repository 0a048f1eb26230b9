from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.clauses import MOST, halves


@pytest.mark.parametrize(
    ("text", "locale", "ways"),
    [
        ("pay my bill and tell me where my order is", "en-GB", [("pay my bill", "tell me where my order is")]),
        ("Pay my bill, and then where's my order?", "en-GB", [("Pay my bill", "where's my order?")]),
        ("where is my order and could you pay my bill", "en-GB", [("where is my order", "pay my bill")]),
        ("pay my bill", "en-GB", []),
        ("and pay my bill", "en-GB", []),
        ("pay my bill and", "en-GB", []),
        ("pay my bill and thank you", "en-GB", []),
        ("oh and pay my bill", "en-GB", []),
        ("boots and socks then bill", "en-GB", [("boots", "socks then bill"), ("boots and socks", "bill")]),
        ("Rechnung zahlen und dann Termin ändern", "de-DE", [("Rechnung zahlen", "Termin ändern")]),
        ("fünfundvierzig Euro zahlen", "de-DE", []),
        ("pagar la factura y también ver mi pedido", "es-ES", [("pagar la factura", "ver mi pedido")]),
        ("", "en-GB", []),
    ],
)
def test_the_ways_to_part_an_utterance(text: str, locale: str, ways: list[tuple[str, str]]) -> None:
    assert list(halves(text, locale)) == ways


WORDS = st.sampled_from(["and", "then", "also", "pay", "order", "please", "five", "I", "plus", "when", ",", "."])


@given(st.lists(WORDS, max_size=25), st.sampled_from(["en-GB", "de-DE", "es-ES"]))
def test_halves_are_the_callers_own_words_in_order(words: list[str], locale: str) -> None:
    text = " ".join(words)
    found = halves(text, locale)
    assert len(found) <= MOST
    for one, other in found:
        assert one
        assert other
        assert text.startswith(one)
        assert text.endswith(other)
        assert len(one) + len(other) < len(text)
