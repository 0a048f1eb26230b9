"""What do the bytes of an event stream say? Pieces of any size in, the ``data`` of whole events out. Pure.

Only ``data`` matters here: comments, names, ids and retry times of other fields are passed over.
"""

from __future__ import annotations

LONGEST = 2**20
"""Bytes of one event; a stream that never ends one is no event stream."""


class EventStream:
    """One stream, read piece by piece."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._rest = b""
        self._data: list[str] = []
        self._held = 0

    def feed(self, piece: bytes) -> list[str]:
        """Take more bytes; return the data of every event that is whole now.

        Raises ``ValueError`` for what is no UTF-8 text and for an event longer than ``LONGEST``.
        """
        whole, self._rest = _lines(self._rest + piece)
        found: list[str] = []
        for line in whole:
            if line:
                self._take(line.decode())
            elif self._data:
                found.append("\n".join(self._data))
                self._data, self._held = [], 0
        if self._held + len(self._rest) > LONGEST:
            raise ValueError("an event of this stream never ends")
        return found

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
            self._held += len(value)


def _lines(raw: bytes) -> tuple[list[bytes], bytes]:
    r"""Return the whole lines of ``raw`` and what is left; ``\n``, ``\r\n`` and ``\r`` end one.

    A ``\r`` at the very end waits for what follows it.
    """
    held = raw.endswith(b"\r")
    text = (raw[:-1] if held else raw).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    *whole, rest = text.split(b"\n")
    return whole, rest + (b"\r" if held else b"")
