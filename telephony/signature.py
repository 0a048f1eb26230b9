"""Did Twilio really send this? The signature, checked on the configured public URL, never on the request's own.

A proxy may change scheme, host, port and trailing slash, so the configured URL is tried with and without the slash and
the port. A shared key's HMAC-SHA256 works through the same door: the header names its algorithm.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from twilio.request_validator import (  # type: ignore[import-untyped]
    RequestValidator,
    get_signature_algorithm,
)

SIGNATURE = "x-twilio-signature"
SETTINGS = "x-twilio-webhooks-signature-settings"


def variants(url: str) -> tuple[str, ...]:
    """Return the spellings of ``url`` that Twilio may have signed, the plain one first."""
    parts = urlsplit(url)
    secure = parts.scheme in {"https", "wss"}
    hosts = [parts.netloc]
    if parts.port is None:
        hosts.append(f"{parts.netloc}:{443 if secure else 80}")
    paths = [parts.path, parts.path.removesuffix("/") if parts.path.endswith("/") else f"{parts.path}/"]
    return tuple(parts._replace(netloc=host, path=path).geturl() for host in hosts for path in paths)


class Signatures:
    """Checks requests against one account's token."""

    def __init__(self, token: str) -> None:
        """``token`` is the account's auth token, or a shared key's secret."""
        self._validator = RequestValidator(token)

    def good(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        """Say whether ``headers`` sign ``form`` (empty for a socket) at ``url``. Header names are lower-case."""
        signature = headers.get(SIGNATURE, "")
        algorithm = get_signature_algorithm(headers.get(SETTINGS, ""))
        if not signature or algorithm not in {"HMAC_SHA1", "HMAC_SHA256"}:
            return False
        return any(self._validator.validate(u, dict(form), signature, algorithm=algorithm) for u in variants(url))
