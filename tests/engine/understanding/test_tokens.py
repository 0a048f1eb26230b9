from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel, WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer, WhitespaceSplit
from tokenizers.processors import TemplateProcessing

from engine.understanding.normalise import normalise
from engine.understanding.tokens import LONGEST, Tokens

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
KNOWN = ["a", "b", "c", "ab", "pay", "bill", "my", "i", "'", "t", "don", "4", "45", "$", "%", "caf"]
WORDS = [*SPECIAL, *KNOWN, "##a", "##b", "##ill", "##s", "##5", "##e"]
SPOKEN = ["pay", "my", "bill", "bills", "don't", "a", "abab", "45", "455", "$4", "it's", "café", "%"]


def uncased() -> Tokenizer:
    tokenizer = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", WORDS.index("[CLS]")), ("[SEP]", WORDS.index("[SEP]"))]
    )
    return tokenizer


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    tokenizer = uncased()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(uncased())


SAID = st.lists(st.sampled_from(SPOKEN), max_size=90).map(" ".join)


@given(SAID | st.text() | st.text("ab45' $%-[]#éß中", max_size=40))
def test_looking_words_up_gives_what_the_tokenizer_gives(whole: Tokenizer, tokens: Tokens, text: str) -> None:
    said = normalise(text)
    assert tokens.ids(said) == whole.encode(said).ids


@given(st.text("abcpayill[]##'$ -_", max_size=40))
def test_also_of_what_is_not_normalised_as_long_as_it_is_lower(whole: Tokenizer, tokens: Tokens, text: str) -> None:
    assert tokens.ids(text) == whole.encode(text).ids


def test_a_long_utterance_keeps_both_ends(tokens: Tokens) -> None:
    ids = tokens.ids("pay " * 500)
    assert (len(ids), ids[0], ids[-1]) == (LONGEST, WORDS.index("[CLS]"), WORDS.index("[SEP]"))


def test_another_kind_of_tokenizer_is_asked_as_it_is() -> None:
    other = Tokenizer(WordLevel({"pay": 0, "my": 1, "[UNK]": 2}, unk_token="[UNK]"))
    other.pre_tokenizer = WhitespaceSplit()
    assert Tokens(other).ids("pay my-bill pay") == [0, 2, 0]
