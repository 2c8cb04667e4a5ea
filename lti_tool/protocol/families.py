"""The learning platforms that we have words for, by the product family codes they send."""

from __future__ import annotations

OTHER = "other"

_CODES = {
    "moodle": "moodle",
    "canvas": "canvas",
    "desire2learn": "brightspace",
    "d2l": "brightspace",
    "brightspace": "brightspace",
    "blackboardlearn": "blackboard",
    "blackboard": "blackboard",
    "openedx": "open-edx",
    "open-edx": "open-edx",
    "itslearning": "itslearning",
    "kurspakke-sandbox": "sandbox",
}


def family_of(code: str | None) -> str:
    """`moodle`, `canvas`, `brightspace`, …; OTHER for what we have no words for."""
    return _CODES.get((code or "").lower(), OTHER)
