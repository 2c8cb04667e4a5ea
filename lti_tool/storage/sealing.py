"""
Private keys at rest, sealed with the operator's secret.

AES-256-GCM with a key derived from the secret (HKDF-SHA256); the key id is authenticated along, so
that sealed keys cannot be exchanged for one another.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lti_tool.errors import SecretDoesNotFit

_NONCE_BYTES = 12


def seal(key: RSAPrivateKey, kid: str, secret: str, *, purpose: str) -> bytes:
    """purpose: keys for one thing are sealed differently from those for another."""
    plain = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_derived(secret, purpose)).encrypt(nonce, plain, kid.encode())


def unseal(data: bytes, kid: str, secret: str, *, purpose: str) -> RSAPrivateKey:
    """Raises SecretDoesNotFit."""
    nonce, sealed = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
    try:
        plain = AESGCM(_derived(secret, purpose)).decrypt(nonce, sealed, kid.encode())
    except InvalidTag as error:
        raise SecretDoesNotFit(
            "KURSPAKKE_SECRET is not the one that the tool's keys were sealed with. Set the old "
            "one again; to change it, run `lti-tool keys reseal`; if it is lost, run "
            "`lti-tool keys renew`."
        ) from error
    key = serialization.load_der_private_key(plain, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise SecretDoesNotFit(f"The stored key {kid} is no RSA key.")
    return key


def _derived(secret: str, purpose: str) -> bytes:
    derivation = HKDF(hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return derivation.derive(secret.encode())
