"""Who calls, without a number? A hash of the caller's number under this installation's key, for as long as the call.

It says whether two calls are one caller's, and finds what is to be erased; it leads back to no number without the key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from functools import partial
from pathlib import Path

from engine.dialog.numbers import digits_of
from engine.store.secret_file import kept_secret

MOST = 10_000
"""Calls that are remembered at once; beyond, the oldest is forgotten and its caller unknown."""
_DIGITS = 16
"""Hex digits of a hash."""
_HASH = re.compile(rf"c[0-9a-f]{{{_DIGITS}}}")
_NUMBER = re.compile(r"[\d\s()+./-]+")
_WITHHELD = frozenset({"anonymous", "restricted", "unavailable", "unknown"})


class Callers:
    """Knows the callers of the calls under way."""

    def __init__(self, key: bytes) -> None:
        """``key``: this installation's."""
        self._key = key
        self._of: OrderedDict[str, str] = OrderedDict()

    def came(self, sid: str, number: str) -> None:
        """Remember who calls; a number that is withheld is nobody's."""
        if caller := self.hash(number):
            self._of[sid] = caller
            if len(self._of) > MOST:
                self._of.popitem(last=False)

    def of(self, sid: str) -> str:
        """Return the caller's hash; empty when unknown."""
        return self._of.get(sid, "")

    def hash(self, number: str) -> str:
        """Return the hash of a telephone number, however it is written, or of another name for a caller.

        A hash stays what it is. Empty where a number is withheld.
        """
        if _HASH.fullmatch(number):
            return number
        named = digits_of(number) if _NUMBER.fullmatch(number) else number.strip().casefold()
        if not named or named in _WITHHELD:
            return ""
        return "c" + hmac.new(self._key, named.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def caller_key(home: Path) -> bytes:
    """Return this installation's key, made on first use. Raises ``StoreError``."""
    return kept_secret(home / "callers.key", partial(secrets.token_bytes, 32))
