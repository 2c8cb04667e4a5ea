"""
Signed evidence: a JWS that anybody can check, years later.

Evidence has a key of its own. Platforms may forget a tool's LTI keys after a week; a certificate is
asked about after four years. So the public half of every evidence key stays published for ever, and
the key's id is its RFC 7638 thumbprint, which the paper prints: a copy of the key proves itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

_BITS = 3072
_ALGORITHM = "RS256"


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    private_key: rsa.RSAPrivateKey

    @property
    def public_jwk(self) -> dict[str, Any]:
        numbers = json.loads(RSAAlgorithm.to_jwk(self.private_key.public_key()))
        public = {name: numbers[name] for name in ("kty", "n", "e")}
        return {**public, "kid": thumbprint(public), "use": "sig", "alg": _ALGORITHM}

    @property
    def kid(self) -> str:
        kid: str = self.public_jwk["kid"]
        return kid

    def sign(self, claims: Mapping[str, Any], **header: str) -> str:
        """A compact JWS. RS256 gives the same signature for the same words every time."""
        headers = {"kid": self.kid, **header}
        return jwt.encode(dict(claims), self.private_key, algorithm=_ALGORITHM, headers=headers)


def new_evidence_key() -> EvidenceKey:
    return EvidenceKey(rsa.generate_private_key(public_exponent=65_537, key_size=_BITS))


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """RFC 7638, section 3: of the required members alone, in their order."""
    members = {name: jwk[name] for name in ("e", "kty", "n")}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256(canonical.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def flattened(compact: str) -> str:
    """The same JWS as a JSON document (RFC 7515, section 7.2.2), which is what is handed out."""
    protected, payload, signature = compact.split(".")
    parts = {"payload": payload, "protected": protected, "signature": signature}
    return json.dumps(parts, indent=2) + "\n"


def holds(compact: str, published: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of the published keys signed the record as it stands (RFC 7515, section 5.2)."""
    try:
        kid = jwt.get_unverified_header(compact).get("kid")
        key = next((dict(each) for each in published if each["kid"] == kid), None)
        if key is None:
            return False
        jwt.PyJWS().decode(compact, jwt.PyJWK(key), algorithms=[_ALGORITHM])
    except jwt.InvalidTokenError:
        return False
    return True


def said_in(compact: str) -> dict[str, Any]:
    """What one of our own stored records says; its signature was made when it was kept."""
    return _decoded(compact.split(".")[1])


def kid_of(compact: str) -> str:
    """Which key signed one of our own stored records."""
    kid: str = _decoded(compact.split(".")[0])["kid"]
    return kid


def _decoded(part: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded
