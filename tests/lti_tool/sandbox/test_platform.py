"""The platform as a library: what it signs, and that others can trust it."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti_tool.sandbox.claims import MISSING, SHORT_NAMES
from lti_tool.sandbox.model import ADMINISTRATOR, EMPLOYEE, TEACHER, Activity
from lti_tool.sandbox.platform import Platform

LINK = Activity(
    "11", "Prøve", "http://localhost:8400/lti/launch", custom={"Key": "x"}, line_item="5"
)


def test_a_launch_is_signed_by_the_published_key(platform: Platform) -> None:
    token = platform.id_token(EMPLOYEE, LINK, "nonce-1")

    claims = verified(platform, token)
    assert claims["nonce"] == "nonce-1"
    assert claims["sub"] == EMPLOYEE.id
    assert claims["exp"] == claims["iat"] + 60
    assert claims["exp"] == int(platform.clock().timestamp()) + 60


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        (EMPLOYEE, ["membership#Learner"]),
        (TEACHER, ["membership#Instructor"]),
        (
            ADMINISTRATOR,
            [
                "membership#Instructor",
                "institution/person#Administrator",
                "system/person#Administrator",
            ],
        ),
    ],
)
def test_roles_are_in_the_long_form(platform: Platform, person: Any, roles: list[str]) -> None:
    claims = verified(platform, platform.id_token(person, LINK, "n"))

    prefix = "http://purl.imsglobal.org/vocab/lis/v2/"
    assert claims[SHORT_NAMES["roles"]] == [prefix + role for role in roles]


def test_the_line_item_is_named_only_where_the_activity_has_one(platform: Platform) -> None:
    ungraded = Activity("12", "Lesing", LINK.url)

    graded_claims = platform.launch_claims(EMPLOYEE, LINK, "n")
    ungraded_claims = platform.launch_claims(EMPLOYEE, ungraded, "n")

    line_item = graded_claims[SHORT_NAMES["endpoint"]]["lineitem"]
    assert line_item == f"{platform.issuer}/ags/7/lineitems/5/lineitem?type_id=1"
    assert "lineitem" not in ungraded_claims[SHORT_NAMES["endpoint"]]


def test_custom_keys_come_once_more_in_lower_case(platform: Platform) -> None:
    claims = platform.launch_claims(EMPLOYEE, LINK, "n")

    assert claims[SHORT_NAMES["custom"]] == {"Key": "x", "key": "x"}


def test_names_are_not_shared_unless_the_platform_is_told_to(
    platform: Platform, keys: tuple[RSAPrivateKey, ...]
) -> None:
    sharing = Platform("http://127.0.0.1:8401", keys[0], platform.clock, share_names=True)

    assert "name" not in platform.launch_claims(EMPLOYEE, LINK, "n")
    assert sharing.launch_claims(EMPLOYEE, LINK, "n")["name"] == "Anne Eksempel"


def test_claims_can_be_replaced_added_and_left_out(platform: Platform) -> None:
    token = platform.id_token(
        EMPLOYEE, LINK, "n", nonce="another", roles=[""], azp="someone", sub=MISSING
    )

    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["nonce"] == "another"
    assert claims[SHORT_NAMES["roles"]] == [""]
    assert claims["azp"] == "someone"
    assert "sub" not in claims


def test_another_key_can_sign_under_the_platforms_kid(
    platform: Platform, stranger: RSAPrivateKey
) -> None:
    forged = platform.sign(platform.launch_claims(EMPLOYEE, LINK, "n"), key=stranger)

    with pytest.raises(jwt.InvalidSignatureError):
        verified(platform, forged)


def test_unsigned_tokens_and_other_headers_can_be_made(platform: Platform) -> None:
    unsigned = platform.sign({"sub": "3"}, algorithm="none", header={"kid": None})
    renamed = platform.sign({"sub": "3"}, header={"kid": "other"})

    assert jwt.get_unverified_header(unsigned) == {"alg": "none", "typ": "JWT"}
    assert jwt.get_unverified_header(renamed)["kid"] == "other"


@pytest.mark.parametrize(("keep_old", "published"), [(True, 2), (False, 1)])
def test_a_rotated_key_signs_at_once(
    platform: Platform, stranger: RSAPrivateKey, keep_old: bool, published: int
) -> None:
    old_kid = platform.keys.kid

    platform.rotate_key(stranger, keep_old=keep_old)

    token = platform.id_token(EMPLOYEE, LINK, "n")
    assert jwt.get_unverified_header(token)["kid"] != old_kid
    assert verified(platform, token)["nonce"] == "n"
    assert len(platform.jwks()["keys"]) == published


def test_the_key_set_has_no_private_part(platform: Platform) -> None:
    (key,) = platform.jwks()["keys"]

    assert set(key) == {"kty", "n", "e", "alg", "use", "kid"}


def verified(platform: Platform, token: str) -> dict[str, Any]:
    """As a tool would: by the published key of that `kid`. The clock of the tests stands still."""
    kid = jwt.get_unverified_header(token)["kid"]
    entry = next(entry for entry in platform.jwks()["keys"] if entry["kid"] == kid)
    claims: dict[str, Any] = jwt.decode(
        token,
        jwt.PyJWK(entry),
        algorithms=["RS256"],
        audience=platform.tool.client_id,
        issuer=platform.issuer,
        options={"verify_exp": False, "verify_iat": False},
    )
    return claims
