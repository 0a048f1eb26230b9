"""Who may see what the server tells of itself? Pure: who asks, and what he brings, in; yes or no out."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

SCHEME = "Bearer "


def is_local(host: str) -> bool:
    """Say whether ``host``, the address of whoever asks, is this machine's."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def may_count(host: str, authorization: str, token: str) -> bool:
    """Say whether whoever asks may see the figures: who brings ``token``; without one, this machine.

    With a token this machine needs it too: behind a proxy, everybody may look like this machine.
    """
    if not token:
        return is_local(host)
    brought = authorization.removeprefix(SCHEME) if authorization.startswith(SCHEME) else ""
    return hmac.compare_digest(brought.encode(), token.encode())
