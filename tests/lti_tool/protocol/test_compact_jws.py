"""RFC 7515, "JWS Compact Serialization": one way to write a token, and no other is read."""

from __future__ import annotations

import base64

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from lti_tool.protocol.compact_jws import UnreadableToken, read_token

KEY = rsa.generate_private_key(65537, 2048)
TOKEN = jwt.encode({"sub": "42", "name": "Åse"}, KEY, "RS256", {"kid": "k"})
HEADER, PAYLOAD, SIGNATURE = TOKEN.split(".")


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


CRITICAL = encoded(b'{"alg":"RS256","crit":["b64"],"b64":false}')
UNENCODED = encoded(b'{"alg":"RS256","b64":false}')


def test_a_token_is_read_and_its_signature_told_from_anothers() -> None:
    token = read_token(TOKEN)

    assert token.header["kid"] == "k"
    assert token.claims() == {"sub": "42", "name": "Åse"}
    assert token.is_signed_by(KEY.public_key())
    assert not token.is_signed_by(rsa.generate_private_key(65537, 2048).public_key())


def test_a_signature_holds_for_its_own_header_and_payload_alone() -> None:
    forged = encoded(b'{"sub":"43"}')

    assert not read_token(f"{HEADER}.{forged}.{SIGNATURE}").is_signed_by(KEY.public_key())
    assert not read_token(f"{forged}.{PAYLOAD}.{SIGNATURE}").is_signed_by(KEY.public_key())
    assert not read_token(f"{HEADER}.{PAYLOAD}.").is_signed_by(KEY.public_key())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        f"{HEADER}.{PAYLOAD}",
        f"{TOKEN}.{SIGNATURE}",
        f"{TOKEN}=",
        f"{TOKEN}\n",
        f" {TOKEN}",
        f"{HEADER}.{PAYLOAD}!.{SIGNATURE}",
        f"{HEADER}.{PAYLOAD}.ø{SIGNATURE}",
        f"{HEADER}.A.{SIGNATURE}",
        f"{HEADER}.{PAYLOAD}.QR",  # bits are left after the last byte
        f"{encoded(b'[]')}.{PAYLOAD}.{SIGNATURE}",
        f"{encoded(b'{')}.{PAYLOAD}.{SIGNATURE}",
        f"{encoded(b'[' * 40_000)}.{PAYLOAD}.{SIGNATURE}",
        f"{encoded('{}'.encode('utf-16'))}.{PAYLOAD}.{SIGNATURE}",
        f"{CRITICAL}.{PAYLOAD}.{SIGNATURE}",
        f"{UNENCODED}.{PAYLOAD}.{SIGNATURE}",
    ],
)
def test_whatever_is_no_token_is_not_read(text: str) -> None:
    with pytest.raises(UnreadableToken):
        read_token(text)


@pytest.mark.parametrize("payload", [b"[]", b"no", b"\xff", b"{" * 40_000, b'"text"'])
def test_claims_that_are_no_object_are_not_read(payload: bytes) -> None:
    token = read_token(f"{HEADER}.{encoded(payload)}.{SIGNATURE}")

    with pytest.raises(UnreadableToken):
        token.claims()
