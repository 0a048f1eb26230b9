"""Where are the secrets of a call? Here, in memory only; the state holds ``Vaulted`` in their place.

A turn works on a copy that is swapped in with the state, so that an abandoned turn leaves no secret behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.dialog.state import Vaulted
from engine.types import Secret


class Vault:
    """Secrets by key."""

    __slots__ = ("_secrets",)

    def __init__(self, secrets: Mapping[str, Secret[Any]] | None = None) -> None:
        """Begin with ``secrets``."""
        self._secrets = dict(secrets or {})

    def put(self, key: str, secret: Secret[Any]) -> Vaulted:
        """Keep ``secret`` and return what stands for it."""
        self._secrets[key] = secret
        return Vaulted(key)

    def get(self, vaulted: Vaulted) -> Secret[Any] | None:
        """Return the secret, or None when it is gone (a call that came back to another process)."""
        return self._secrets.get(vaulted.key)

    def copy(self) -> Vault:
        """Return a vault that can change without this one changing."""
        return Vault(self._secrets)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drop what nothing stands for any more."""
        wanted = frozenset(keys)
        self._secrets = {key: secret for key, secret in self._secrets.items() if key in wanted}

    def __len__(self) -> int:
        """How many secrets there are."""
        return len(self._secrets)

    def __repr__(self) -> str:
        """Say how many there are, nothing else."""
        return f"Vault({len(self)})"
