"""What is to be done about a provider that failed? Check its key, or the address that was asked; pure.

A failure itself knows no settings. Here each provider's name leads to the two things that an operator can mend, and no
secret: of an address only scheme, host and port are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.errors import ProviderError
from engine.settings import Settings

ADDRESSES: Mapping[str, str] = {
    "anthropic": "https://api.anthropic.com",
    "openai": "https://api.openai.com",
    "deepgram": "https://api.deepgram.com",
    "elevenlabs": "https://api.elevenlabs.io",
    "cartesia": "https://api.cartesia.ai",
}
"""Vendor -> its own address."""
Remedy = Callable[[ProviderError], str]


def plain(url: str) -> str:
    """Return where ``url`` leads, without user, password, path or query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


@dataclass(frozen=True, slots=True)
class Remedies:
    """What each vendor's failures call for."""

    urls: Mapping[str, str]
    """Vendor -> an address of ours that replaces its own."""

    def __call__(self, error: ProviderError) -> str:
        """Return what a person can do; what the error itself says where nothing more is known, or nothing."""
        vendor = error.provider.partition("-")[0]
        if vendor not in ADDRESSES:
            return error.todo
        own, name = self.urls.get(vendor, ""), vendor.upper()
        match error.cause:
            case "refused":
                wrong = f", and whether TRUNKLINE_{name}_URL, {plain(own)}, is right" if own else ""
                return f"check {name}_API_KEY{wrong}"
            case "unpaid":
                return f"see whether the account at {vendor} has credit, or has reached a limit that is set there"
            case "unreachable" | "stalled" | "dropped" | "garbage":
                where = f"TRUNKLINE_{name}_URL, {plain(own)}," if own else ADDRESSES[vendor]
                return f"see whether {where} can be reached from here and answers as {vendor} does"
            case _:
                return error.todo


def remedies(settings: Settings) -> Remedies:
    """Return the remedies of an installation."""
    return Remedies({vendor: getattr(settings, f"{vendor}_url") for vendor in ADDRESSES})
