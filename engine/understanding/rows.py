"""What does each token of a released encoder mean by itself? Its row of the embedding table, read without the encoder.

The table is the largest tensor in the weights beside the graph; where it lies is told by the graph, in protobuf. Rows
are as quantised: their scale and zero point are lost, so they are good for what is centred and scaled anyway. Memory is
mapped, not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from engine.understanding.manifest import ENCODER, TOKENIZER

WEIGHTS = "encoder.bin"
_GRAPH, _INITIALIZER = 7, 5
_DIMS, _EXTERNAL = 1, 13
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5

Row = npt.NDArray[np.float32]


class Rows:
    """The embedding table of one model folder."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises ``ValueError`` or ``OSError`` when there is no table to find."""
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        vocabulary = self._tokenizer.get_vocab_size()
        offset, size = _table((folder / ENCODER).read_bytes(), vocabulary)
        self._table = np.memmap(folder / WEIGHTS, np.uint8, "r", offset, (vocabulary, size))
        self.size = size
        """Dimensions of a row."""

    def word(self, word: str) -> Row:
        """Return float32 ``[size]``: the mean of the rows of ``word``'s pieces."""
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        row: Row = self._table[ids].astype(np.float32).mean(0) if ids else np.zeros(self.size, np.float32)
        return row


def _table(graph: bytes, vocabulary: int) -> tuple[int, int]:
    """Return the table's offset in the weights and how long a row is."""
    for initializer in _messages(_one(graph, _GRAPH), _INITIALIZER):
        dims = _dims(initializer)
        places = [dict(_entry(entry)) for entry in _messages(initializer, _EXTERNAL)]
        if len(dims) == 2 and dims[0] == vocabulary and places:  # noqa: PLR2004 - a table
            found = {place[1]: place[2] for place in places}
            if int(found["length"]) == dims[0] * dims[1]:
                return int(found.get("offset", "0")), dims[1]
    raise ValueError("the encoder has no table of one byte a number")


def _entry(entry: bytes) -> Iterator[tuple[int, str]]:
    for number, value in _fields(entry):
        if isinstance(value, bytes):
            yield number, value.decode()


def _dims(tensor: bytes) -> Sequence[int]:
    found: list[int] = []
    for number, value in _fields(tensor):
        if number == _DIMS:
            found += [value] if isinstance(value, int) else _varints(value)
    return found


def _one(message: bytes, wanted: int) -> bytes:
    return next(_messages(message, wanted), b"")


def _messages(message: bytes, wanted: int) -> Iterator[bytes]:
    for number, value in _fields(message):
        if number == wanted and isinstance(value, bytes):
            yield value


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield every field of a protobuf message: its number, and its bytes or its number; fixed ones are passed over."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield number, value
        elif wire == _BYTES:
            length, at = _varint(message, at)
            yield number, message[at : at + length]
            at += length
        elif wire in {_EIGHT, _FOUR}:
            at += 8 if wire == _EIGHT else 4
        else:
            raise ValueError("no protobuf")


def _varints(packed: bytes) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        value, at = _varint(packed, at)
        found.append(value)
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(message):
            raise ValueError("no protobuf")
        byte = message[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:  # noqa: PLR2004 - the last byte
            return value, at
