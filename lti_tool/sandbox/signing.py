"""The platform's keys: sign what it says, publish what others need to verify it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lti_tool.sandbox.files import write_private


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def kept_key(file: Path) -> rsa.RSAPrivateKey:
    """The key in `file` (PEM); made and written there where there is none."""
    if file.exists():
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - our own file
        return key
    key = new_key()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private(file, pem)
    return key


def public_jwk(key: rsa.RSAPrivateKey) -> dict[str, str]:
    """The public half as a JWK whose `kid` is its thumbprint (RFC 7638)."""
    full = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    members = {"e": full["e"], "kty": "RSA", "n": full["n"]}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256(canonical.encode()).digest()
    kid = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return {**members, "alg": "RS256", "use": "sig", "kid": kid}


class KeyRing:
    """The signing key and those published beside it."""

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key
        self._published = [public_jwk(key)]

    @property
    def kid(self) -> str:
        """The `kid` of the signing key."""
        return self._published[0]["kid"]

    def rotate(self, key: rsa.RSAPrivateKey, *, keep_old: bool) -> None:
        """Sign with `key` from now on; the old ones stay published only on request."""
        self._published = [public_jwk(key), *(self._published if keep_old else [])]
        self._key = key

    def sign(
        self,
        claims: Mapping[str, Any],
        *,
        key: rsa.RSAPrivateKey | None = None,
        algorithm: str = "RS256",
        header: Mapping[str, Any] | None = None,
    ) -> str:
        """
        A signed token. The keyword arguments are there to make bad ones.

        key: another than the ring's own, under the ring's `kid`.
        algorithm: another RSA algorithm, or `none` for an unsigned token.
        header: changes of the JOSE header; None as a value leaves the entry out.
        """
        entries = {"kid": self.kid, **(header or {})}
        headers = {name: value for name, value in entries.items() if value is not None}
        signer = "" if algorithm == "none" else key or self._key
        return jwt.encode(dict(claims), signer, algorithm=algorithm, headers=headers)

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        return {"keys": [dict(jwk) for jwk in self._published]}
