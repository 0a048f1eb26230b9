import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.local.language_model import START, Share, arpa, vocabulary, words


def test_words_are_lower_case_and_figures_are_left_out() -> None:
    assert words("Where\N{RIGHT SINGLE QUOTATION MARK}s order 4568, please?") == ["where's", "order", "please"]
    assert vocabulary(["a b", "b c"]) == {"a", "b", "c"}


def read(text: str) -> tuple[dict[str, tuple[float, float]], dict[tuple[str, str], float]]:
    """Read ARPA back: word -> chance and back-off, pair -> chance."""
    singles: dict[str, tuple[float, float]] = {}
    pairs: dict[tuple[str, str], float] = {}
    for line in text.splitlines():
        match line.split(" "):
            case [chance, word, backoff] if word.replace("<", "").replace("/", "")[:1].isalpha() and "." in backoff:
                singles[word] = (10 ** float(chance), 10 ** float(backoff))
            case [chance, first, second]:
                pairs[first, second] = 10 ** float(chance)
    return singles, pairs


sentences = st.lists(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8)
shares = st.lists(st.builds(Share, sentences.map(tuple), st.floats(0.01, 1)), min_size=1, max_size=3)


@given(shares)
def test_after_every_word_the_chances_of_all_words_sum_to_one(mixed: list[Share]) -> None:
    singles, pairs = read(arpa(mixed))
    following = [word for word in singles if word != START]
    assert math.isclose(sum(singles[word][0] for word in following), 1, abs_tol=0.01)
    for first, (_, backoff) in singles.items():
        seen = {second for before, second in pairs if before == first}
        if not seen or len(seen) == len(following):
            continue
        unseen = sum(backoff * singles[word][0] for word in following if word not in seen)
        assert math.isclose(sum(pairs[first, second] for second in seen) + unseen, 1, abs_tol=0.01)


def test_a_bigger_part_is_likelier() -> None:
    _, pairs = read(arpa([Share(("pay it",), 0.9), Share(("pay up",), 0.1)]))
    assert pairs["pay", "it"] > 5 * pairs["pay", "up"]


def test_no_words_at_all() -> None:
    with pytest.raises(ValueError, match="at least one"):
        arpa([Share(("123",), 1.0)])
