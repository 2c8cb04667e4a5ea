"""A platform's score and result services, asked for one score."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.errors import NoAnswer, ResultsRefused
from lti_tool.outgoing import Answer
from lti_tool.protocol.access_tokens import AccessTokens
from lti_tool.protocol.grades import (
    RESULT_SCOPE,
    RESULT_TYPE,
    SCORE_SCOPE,
    SCORE_TYPE,
    results_url,
    scores_url,
    share_shown,
)
from lti_tool.protocol.quirks import as_sent, quirks_of
from lti_tool.protocol.registration import Registration


@dataclass(frozen=True, slots=True)
class Shown:
    """share: of the column's maximum, 0 to 1; None where nothing stands there."""

    share: float | None


def post_score(
    tokens: AccessTokens, registration: Registration, line_item: str, message: str
) -> Answer:
    """Raises TokenRefused or OutgoingError."""
    return tokens.post(
        registration,
        frozenset({SCORE_SCOPE}),
        scores_url(line_item),
        as_sent(message, quirks_of(registration)),
        {"Content-Type": SCORE_TYPE},
    )


def read_result(
    tokens: AccessTokens, registration: Registration, line_item: str, user_id: str
) -> Shown:
    """What stands in the gradebook. Raises ResultsRefused, TokenRefused or OutgoingError."""
    by_person = quirks_of(registration).results_by_person
    answer = tokens.get(
        registration,
        frozenset({RESULT_SCOPE}),
        results_url(line_item, user_id if by_person else None),
        {"Accept": RESULT_TYPE},
    )
    if answer.status >= 500 or answer.status == 429:
        raise NoAnswer(f"the result could not be read back (answered {answer.status})")
    if not answer.is_success:
        raise ResultsRefused(answer.status)
    return Shown(share_shown(answer.json(), user_id))
