"""How is an Ed25519 signature made and checked? By the library ``cryptography``, behind four functions.

Loaded by ``signature`` alone, where there is a key: it takes some ten megabytes.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key


def public_key(pem: bytes) -> Ed25519PublicKey | None:
    """Read a public key; None when it is none, or of another kind."""
    try:
        found = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, Ed25519PublicKey) else None


def private_key(pem: bytes) -> Ed25519PrivateKey | None:
    """Read a private key without a passphrase; None when it is none, or of another kind."""
    try:
        found = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, Ed25519PrivateKey) else None


def verifies(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    """Say whether ``signature`` is the key's over ``content``."""
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def signature(key: Ed25519PrivateKey, content: bytes) -> bytes:
    """Return the key's signature over ``content``; always the same."""
    return key.sign(content)
