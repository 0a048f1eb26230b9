"""How does Twilio ask the server what to do with a call? Signed form posts, answered in TwiML.

The address that is signed is the public one; the one that is reached may be another (a loopback port).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from engine.errors import ProtocolError
from telephony.simulator.answer import Verb, read

TIMEOUT_S = 15.0
"""Twilio's own limit for a webhook."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which call this is, in every request."""

    account: str
    call: str
    caller: str
    called: str

    def form(self, status: str, **more: str) -> dict[str, str]:
        """Return the fields of a voice webhook."""
        return {
            "AccountSid": self.account,
            "ApiVersion": "2010-04-01",
            "CallSid": self.call,
            "CallStatus": status,
            "Called": self.called,
            "Caller": self.caller,
            "Direction": "inbound",
            "From": self.caller,
            "To": self.called,
            **more,
        }


class Webhooks:
    """One server's webhooks, as Twilio sees them."""

    def __init__(self, base_url: str, *, auth_token: str, public_url: str = "") -> None:
        self._base = base_url.rstrip("/")
        self._public = (public_url or base_url).rstrip("/")
        self._validator = RequestValidator(auth_token)

    @property
    def secure(self) -> bool:
        """Whether the server's public address is https, as Twilio's own rules want it."""
        return self._public.startswith("https:")

    async def ask(self, client: httpx.AsyncClient, url: str, form: dict[str, str]) -> tuple[Verb, ...]:
        """Post ``form`` to a path or address; return what to do. Raises ``ProtocolError`` for a refusal."""
        signed = urljoin(self._public + "/", url)
        headers = {"X-Twilio-Signature": self.signature(signed, form), "User-Agent": "TwilioProxy/1.1"}
        response = await client.post(self._reach(signed), data=form, headers=headers, timeout=TIMEOUT_S)
        if response.status_code != httpx.codes.OK:
            raise ProtocolError(f"11200: {urlsplit(signed).path} answered {response.status_code}")
        return read(response.text)

    async def notify(self, client: httpx.AsyncClient, url: str, form: dict[str, str]) -> int:
        """Post a status callback; return the status that came back."""
        signed = urljoin(self._public + "/", url)
        headers = {"X-Twilio-Signature": self.signature(signed, form), "User-Agent": "TwilioProxy/1.1"}
        response = await client.post(self._reach(signed), data=form, headers=headers, timeout=TIMEOUT_S)
        return response.status_code

    def signature(self, url: str, form: dict[str, str] | None = None) -> str:
        """Return the value of ``X-Twilio-Signature``; a socket is signed without form fields."""
        found: str = self._validator.compute_signature(url, form or {})
        return found

    def socket(self, url: str) -> str:
        """Return where a stream's address is reached: ours goes to the base address, in the clear where that is."""
        asked, public, base = urlsplit(url), urlsplit(self._public), urlsplit(self._base)
        if asked.netloc != public.netloc:
            return url
        return urlunsplit(("wss" if base.scheme == "https" else "ws", base.netloc, asked.path, "", ""))

    def _reach(self, signed: str) -> str:
        return self._base + signed.removeprefix(self._public) if signed.startswith(self._public) else signed
