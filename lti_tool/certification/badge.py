"""
The Open Badge 3.0 credential: the same proof for a digital wallet.

A VC-JWT as the specification's chapter on JSON Web Token proofs has it: the credential is the
payload, with `iss`, `jti`, `sub`, `nbf` and `exp` beside it; RS256; the header's `kid` is the
address of the public key. No platform id is in it: the person is known by name alone.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from lti_tool.certification.calendar import OSLO, end_of
from lti_tool.certification.signing import EvidenceKey

_CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def credential(record: Mapping[str, Any], language: str, *, criteria: str) -> dict[str, Any]:
    """
    The credential of an evidence record, without its proof.

    criteria: what it took, in the reader's language.
    """
    url, code = record["iss"], record["code"]
    course = record["course"]
    title = _in(course["title"], language, course["language"])
    tasks = ", ".join(_in(each["title"], language, course["language"]) for each in record["scopes"])
    since, until = _period(record)
    return {
        "@context": _CONTEXTS,
        "id": record["check"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": {
            "id": f"{url}/bevis/issuer.json",
            "type": ["Profile"],
            "name": record["municipality"] or record["unit"] or record["person"]["platform"],
            "url": url,
        },
        "validFrom": _moment(since),
        "validUntil": _moment(until),
        "credentialSubject": {
            "id": f"urn:kurspakke:{code}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": record["person"]["name"],
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": f"{url}/bevis/achievements/{course['id']}/{course['version']}",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": title,
                "description": tasks,
                "criteria": {"narrative": criteria},
                "inLanguage": language,
            },
        },
        "evidence": [{"id": record["check"], "type": ["Evidence"], "name": code}],
    }


def badge(record: Mapping[str, Any], language: str, *, criteria: str, key: EvidenceKey) -> str:
    """The credential as a signed compact JWT."""
    made = credential(record, language, criteria=criteria)
    since, until = _period(record)
    claims = {
        **made,
        "iss": made["issuer"]["id"],
        "jti": made["id"],
        "sub": made["credentialSubject"]["id"],
        "nbf": int(since.timestamp()),
        "exp": int(until.timestamp()),
    }
    return key.sign(claims, typ="JWT", kid=f"{record['iss']}/bevis/keys/{key.kid}.json")


def _period(record: Mapping[str, Any]) -> tuple[datetime, datetime]:
    valid = record["valid"]
    since = datetime.combine(date.fromisoformat(valid["from"]), time(), OSLO)
    return since, end_of(date.fromisoformat(valid["until"]))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _in(texts: Mapping[str, str], language: str, otherwise: str) -> str:
    return texts.get(language) or texts.get(otherwise) or next(iter(texts.values()), "")
