"""Where does a call go that leaves our stream, and what lets it come back? TwiML, and a signed passage; pure.

The passage carries the errand's number and a code over it and whose it is, made with the webhooks' own secret. So a
call comes back from its own errand only, and to any process that knows the secret: also to one that was started while
the call was outside.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote
from xml.etree import ElementTree as ET

from engine.handlers.outside import BACK, BY_ACTION

_OVER = frozenset(("completed", "busy", "failed", "no-answer", "canceled"))
"""``CallStatus`` of a call that is no more."""
_CODE = 32
"""Hex digits: 128 bits."""


def passage(secret: str, whose: str, errand: int) -> str:
    """Return what opens the way back from the ``errand``-th errand of ``whose``: a kind of way, and a call."""
    code = hmac.new(secret.encode(), f"{whose}:{errand}".encode(), hashlib.sha256).hexdigest()[:_CODE]
    return f"{errand}-{code}"


def errand_of(given: str, secret: str, whose: str) -> int | None:
    """Return which errand the passage ``given`` leads back from; None when we did not make it for ``whose``."""
    number = given.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= 4):  # noqa: PLR2004 - nobody leaves that often
        return None
    known = hmac.compare_digest(given.encode(), passage(secret, whose, int(number)).encode())
    return int(number) if known else None


def departure(verb: str, back_url: str) -> str:
    """Return the TwiML that does ``verb``, one element that ``engine.handlers.outside`` let through, and comes back."""
    element = ET.fromstring(verb.replace(BACK, quote(back_url, safe="")))  # noqa: S314 - written by our own handler
    if element.tag in BY_ACTION:
        element.set("action", back_url)
    response = ET.Element("Response")
    response.append(element)
    return '<?xml version="1.0" encoding="UTF-8"?>' + ET.tostring(response, encoding="unicode")


def gone(form: Mapping[str, str]) -> bool:
    """Say whether the caller hung up outside: nobody will hear what comes of it."""
    return form.get("CallStatus", "") in _OVER or form.get("Result", "") == "caller-hung-up"
