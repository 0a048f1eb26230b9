"""Why does a provider refuse a request? Its HTTP status and what it says in, one of our causes out; pure.

What a provider says may quote a caller: it is looked at here, and goes into no error.
"""

from __future__ import annotations

REFUSED = "refused"
"""The key is wrong, or not good for what was asked."""
UNPAID = "unpaid"
"""The key is good, and the account behind it has no credit, or has reached its limit."""
LASTING = frozenset((REFUSED, UNPAID))
"""Causes that asking again does not mend."""

_PAYMENT_REQUIRED = 402
_BUSY = (429, 529)
_OUT_OF_ORDER = 500
_OF_MONEY = (
    "billing_error",
    "credit balance",
    "credit limit",
    "insufficient_quota",
    "payment required",
    "payment_required",
    "quota_exceeded",
    "usage limit",
)


def is_of_money(told: str) -> bool:
    """Say whether a provider that says ``told`` wants to be paid first."""
    said = told.lower()
    return any(each in said for each in _OF_MONEY)


def cause_of(status: int, told: str = "") -> str:
    """Return the cause of a failure with this ``status``, an error's of HTTP, and these words."""
    if status >= _OUT_OF_ORDER and status not in _BUSY:
        return "unreachable"
    if status == _PAYMENT_REQUIRED or is_of_money(told):
        return UNPAID
    return "limited" if status in _BUSY else REFUSED
