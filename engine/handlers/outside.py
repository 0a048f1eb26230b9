"""What may a handler ask for outside our stream? One TwiML element that finds its way back; pure.

An element with an ``action`` comes back by it, and the action is ours to set. A ``<Redirect>`` comes back when whoever
it goes to redirects to ``{back}``, which stands for our address in the text or an attribute.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from xml.etree import ElementTree as ET

from engine.errors import HandlerError

BY_ACTION = frozenset(("Pay", "Gather", "Record", "Dial", "Enqueue"))
"""Elements that tell ``action`` what came of them."""
BY_ADDRESS = frozenset(("Redirect",))
"""Elements that come back only if they are told where."""
BACK = "{back}"
"""Stands for the address of return, ready to be part of a query."""

Form = Mapping[str, str]
"""What a call brings back: the fields of a webhook, such as ``Result`` and ``PaymentToken``."""
Away = Callable[[str], Awaitable[Form]]
"""Sends the call away to do one element."""


def element(verb: str) -> str:
    """Return ``verb`` as one TwiML element. Raises ``HandlerError`` when it is none, or would not come back."""
    try:
        found = ET.fromstring(verb)  # noqa: S314 - the project's own handler wrote it
    except ET.ParseError as problem:
        raise HandlerError(
            f"this is not one TwiML element: {problem}", todo='write it like <Pay tokenType="..."/>'
        ) from None
    if found.tag in BY_ACTION:
        if "action" in found.attrib:
            raise HandlerError(
                f"<{found.tag}> has an action of its own", todo="leave it out: the call comes back to us"
            )
    elif found.tag not in BY_ADDRESS:
        known = ", ".join(f"<{tag}>" for tag in sorted(BY_ACTION | BY_ADDRESS))
        raise HandlerError(f"<{found.tag}> does not come back to us", todo=f"use one of {known}")
    elif BACK not in verb:
        raise HandlerError(f"<{found.tag}> does not say how to come back", todo=f"put {BACK} where our address belongs")
    return ET.tostring(found, encoding="unicode")
