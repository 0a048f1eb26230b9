"""Which token ids does an utterance have? The released tokenizer, with a short way for the words it knows whole.

An uncased WordPiece tokenizer takes words one by one, and a word that is in its vocabulary is its own one token. So
plain words are looked up, and only the others are cut into pieces. Any other kind of tokenizer is asked every time.
"""

from __future__ import annotations

import re

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

LONGEST = 64
"""Tokens, the two at the ends included; what follows is cut. Utterances on the phone have a median of ten."""
_PLAIN = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
"""Words and single punctuation marks: what ``BertPreTokenizer`` makes of ASCII."""


class Tokens:
    """Turns normalised text into token ids. Thread-safe."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take the tokenizer over: its own padding goes, which would make a short utterance cost twelve times."""
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        self._tokenizer = tokenizer
        self._ends = tokenizer.encode("").ids
        words = isinstance(tokenizer.model, WordPiece) and isinstance(tokenizer.pre_tokenizer, BertPreTokenizer)
        lower = isinstance(tokenizer.normalizer, BertNormalizer) and tokenizer.normalizer.lowercase
        self._by_word = words and lower and len(self._ends) == 2  # noqa: PLR2004 - one token at each end

    def ids(self, text: str) -> list[int]:
        """Return the ids of ``text``, which is lower case, with those at its ends."""
        if not (self._by_word and text.isascii()):
            return list(self._tokenizer.encode(text).ids)
        known, found = self._tokenizer.token_to_id, []
        for word in _PLAIN.findall(text):
            one = known(word)
            if one is None:
                found += self._tokenizer.encode(word, add_special_tokens=False).ids
            else:
                found.append(one)
        return [self._ends[0], *found[: LONGEST - 2], self._ends[1]]
