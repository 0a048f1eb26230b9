"""Did the holder of the installation's key release this model? A detached Ed25519 signature over its manifest.

Only asked where there is a key; the library that computes it is loaded only then.
"""

from __future__ import annotations

import base64
import binascii
import importlib
from pathlib import Path
from typing import Any

from engine.errors import MissingPartError, ModelError, SettingsError

SIGNATURE = "manifest.json.sig"
"""Base64, one line."""
_LONGEST = 1024
_TODO = "sign it where it was made: TRUNKLINE_MODEL_SIGNING_KEY=key.pem trunkline models --sign NAME"


def check_signature(path: Path, content: bytes, key: Path) -> None:
    """See that ``path`` holds a signature over ``content`` by the public ``key``, a PEM file.

    Raises ``ModelError`` for the signature, ``SettingsError`` for the key.
    """
    try:
        with path.open("rb") as file:
            signature = base64.b64decode(file.read(_LONGEST).strip(), validate=True)
    except OSError:
        raise ModelError(f"{path.parent} is not signed, and TRUNKLINE_MODEL_KEY asks for it", todo=_TODO) from None
    except binascii.Error:
        raise ModelError(f"{path} is no signature", todo=_TODO) from None
    library = _library()
    public = library.public_key(_pem(key, "TRUNKLINE_MODEL_KEY"))
    if public is None:
        raise SettingsError(f"{key} is no Ed25519 public key in PEM", todo="openssl pkey -in key.pem -pubout")
    if not library.verifies(public, signature, content):
        raise ModelError(f"{path} is not by the key that TRUNKLINE_MODEL_KEY names", todo=_TODO)


def sign(path: Path, content: bytes, key: Path) -> None:
    """Write to ``path`` the signature of the private ``key`` over ``content``. Raises ``SettingsError``."""
    library = _library()
    private = library.private_key(_pem(key, "TRUNKLINE_MODEL_SIGNING_KEY"))
    if private is None:
        raise SettingsError(f"{key} is no Ed25519 private key in PEM", todo="openssl genpkey -algorithm ed25519")
    following = path.with_name(f".{path.name}")
    following.write_bytes(base64.b64encode(library.signature(private, content)) + b"\n")
    following.replace(path)


def _pem(key: Path, variable: str) -> bytes:
    try:
        return key.read_bytes()
    except OSError as error:
        raise SettingsError(f"{key}, which {variable} names: {error.strerror}", todo="mend it, or unset it") from None


def _library() -> Any:  # noqa: ANN401 - a module of ours
    try:
        return importlib.import_module("engine.understanding.ed25519")
    except ModuleNotFoundError as error:
        raise MissingPartError(
            f"signatures need {error.name}, which is not installed", todo="pip install cryptography"
        ) from None
