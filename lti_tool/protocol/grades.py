"""
Scores, as Assignment and Grade Services take them.

Spec: LTI Assignment and Grade Services 2.0, "Score publish service" and "Result service".
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pylti1p3.grade import Grade

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
"""Moodle answers 400 to any other media type, `application/json` too."""
RESULT_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"


@dataclass(frozen=True, slots=True)
class Score:
    """Points earned of points possible; the platform converts them to its column's scale."""

    given: float
    maximum: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.given) and math.isfinite(self.maximum)):
            raise ValueError(f"impossible score: {self.given} of {self.maximum} points")
        if not 0 <= self.given <= self.maximum or self.maximum == 0:
            raise ValueError(f"impossible score: {self.given} of {self.maximum} points")


def takes_scores(line_item: str | None, scopes: Collection[str]) -> bool:
    """Whether a launch offers a column and the right to write into it."""
    return line_item is not None and SCORE_SCOPE in scopes


def score_message(user_id: str, score: Score, at: datetime, comment: str | None = None) -> str:
    """
    The JSON body of a finished, fully graded attempt.

    user_id: `sub` of the launch, unchanged.
    at: with a time zone, in whole seconds: Moodle compares no finer, and refuses with 409 what is
        not later than the last score it took.
    comment: sent again with every score, since a score without one erases the last.

    Anything but `FullyGraded` would erase a grade in Moodle, so nothing else is ever sent.
    """
    if at.tzinfo is None or at.microsecond:
        raise ValueError(f"{at!r} has no time zone or is not in whole seconds")
    grade = (
        Grade()
        .set_user_id(user_id)
        .set_score_given(_number(score.given))
        .set_score_maximum(_number(score.maximum))
        .set_timestamp(at.astimezone(UTC).isoformat())
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
    )
    if comment:
        grade.set_comment(comment)
    return str(grade.get_value())


def read_score(message: str) -> Score:
    """The points of a message that `score_message` made."""
    document = json.loads(message)
    return Score(document["scoreGiven"], document["scoreMaximum"])


def scores_url(line_item: str) -> str:
    """Where to post scores: Moodle's line items end in `?type_id=7`, which stays at the end."""
    return _below(line_item, "scores")


def results_url(line_item: str, user_id: str | None) -> str:
    """
    Where to read results, of one person or (None) of all.

    Without `limit`, which breaks Moodle's paging.
    """
    url = urlsplit(_below(line_item, "results"))
    if user_id is None:
        return urlunsplit(url)
    query = [*parse_qsl(url.query, keep_blank_values=True), ("user_id", user_id)]
    return urlunsplit(url._replace(query=urlencode(query)))


def share_shown(results: Any, user_id: str) -> float | None:
    """What the platform's results hold for this person, 0 to 1; None where they hold nothing."""
    for result in results if isinstance(results, list) else []:
        if not isinstance(result, dict) or str(result.get("userId")) != user_id:
            continue
        given, maximum = result.get("resultScore"), result.get("resultMaximum", 1)
        if _is_number(given) and _is_number(maximum) and maximum > 0:
            return float(given / maximum)
    return None


def is_share(shown: float | None, score: Score) -> bool:
    """Whether it is this very score; platforms keep few decimals."""
    if shown is None:
        return False
    return math.isclose(shown, score.given / score.maximum, rel_tol=1e-4, abs_tol=1e-4)


def _below(line_item: str, name: str) -> str:
    url = urlsplit(line_item)
    return urlunsplit(url._replace(path=f"{url.path.rstrip('/')}/{name}", fragment=""))


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
