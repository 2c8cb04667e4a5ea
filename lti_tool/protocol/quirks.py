"""
Where platforms differ in what they make of a score: one row each, every one with a test.

Rows are found by the platform's family (`protocol.families`). What is not listed is treated as
the specification says, which is also all that Moodle, the best known of them, needs: that it wants
whole seconds, later ones each time, nothing but `FullyGraded` and the comment again is how
everybody's scores are written (`protocol.grades`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lti_tool.protocol.families import OTHER, family_of
from lti_tool.protocol.registration import Registration


@dataclass(frozen=True, slots=True)
class Quirks:
    """
    token_audience: `aud` of what we sign for its token endpoint; None for the endpoint's address.
    score_extras: members that a score message has besides.
    drops_zero: takes a score of zero with 200 and shows nothing.
    results_by_person: its results may be asked for one person (`user_id`); else all are read.
    """

    family: str
    token_audience: str | None = None
    score_extras: Mapping[str, Any] = field(default_factory=dict)
    drops_zero: bool = False
    results_by_person: bool = True


TABLE = (
    Quirks("moodle"),
    Quirks(
        "canvas",
        # Without it every score counts as a new submission and uses up one of the attempts.
        score_extras={"https://canvas.instructure.com/lti/submission": {"new_submission": False}},
    ),
    Quirks("open-edx", drops_zero=True),
    Quirks(
        "brightspace",
        # One for all of its customers, whatever the address of the token endpoint.
        token_audience="https://api.brightspace.com/auth/token",  # noqa: S106 - an address
    ),
    Quirks(
        "blackboard",
        # Its results for one person come without what was commented, so all are read.
        results_by_person=False,
    ),
    Quirks("itslearning"),
)

_AS_SPECIFIED = Quirks(OTHER)


def quirks_of(registration: Registration) -> Quirks:
    family = family_of(registration.family)
    return next((row for row in TABLE if row.family == family), _AS_SPECIFIED)


def as_sent(message: str, quirks: Quirks) -> bytes:
    """A stored score message as this platform wants it; the same each time it is tried."""
    extras = quirks.score_extras
    return (json.dumps({**json.loads(message), **extras}) if extras else message).encode()
