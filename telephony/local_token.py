"""Which secret signs webhooks when there is no Twilio account? One made here and kept in ``.trunkline/``.

So a keyless server is not an open one: only who can read the project's folder can place a simulated call to it.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from engine.settings import Settings

FILE = "telephone.token"


def auth_token(settings: Settings) -> str:
    """Return Twilio's auth token, or the local one, which is made on first use."""
    if settings.twilio_auth_token is not None:
        return settings.twilio_auth_token.get_secret_value()
    path = settings.home / FILE
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(24))
