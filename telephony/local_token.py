"""Which secret signs webhooks when there is no Twilio account? One made here and kept in ``.trunkline/``.

So a keyless server is not an open one: only who can read the project's folder can place a simulated call to it.
"""

from __future__ import annotations

import secrets

from engine.errors import StoreError
from engine.settings import Settings
from engine.store.secret_file import kept_secret

FILE = "telephone.token"


def auth_token(settings: Settings) -> str:
    """Return Twilio's auth token, or the local one, which is made on first use. Raises ``StoreError``."""
    if settings.twilio_auth_token is not None:
        return settings.twilio_auth_token.get_secret_value()
    path = settings.home / FILE
    try:
        return kept_secret(path, lambda: secrets.token_urlsafe(24).encode()).decode("ascii").strip()
    except UnicodeDecodeError:
        raise StoreError(f"{path} is not text", todo="remove it: a new one is made") from None
