"""
What learners think of a course: each counted once, none of them named.

Those who see the results of a placement see the numbers, in the course's localization there, from
five answers on.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from courseware.model import Course
from lti_tool.learning.errors import BadRequest
from lti_tool.learning.placements import Seat
from lti_tool.storage import evaluation, progress
from lti_tool.storage.evaluation import Asked, Told

LEAST = 5
"""Fewer answers than this are told to nobody."""


def evaluate(session: Session, seat: Seat, course: Course, chosen: Mapping[str, str]) -> None:
    """
    Count the learner's answers, option ids by question id; a second time changes nothing.

    Raises BadRequest where the course does not ask that, or nothing is answered.
    """
    offered = {
        opinion.id: {option.id for option in opinion.options} for opinion in course.evaluation
    }
    if not chosen or any(
        option not in offered.get(question, ()) for question, option in chosen.items()
    ):
        raise BadRequest("evaluation-not-asked")
    if progress.note_evaluated(session, seat.whose):
        evaluation.add(session, _asked(seat), chosen, step=LEAST)


def evaluated(session: Session, seat: Seat) -> bool:
    """Whether the learner has answered, here or where the same course stands elsewhere."""
    return progress.has_evaluated(session, seat.whose)


def opinions(session: Session, seat: Seat) -> Told:
    return evaluation.told(session, _asked(seat))


def _asked(seat: Seat) -> Asked:
    choice = seat.choice
    return Asked(seat.placement.tenant, choice.course, choice.localization or "")
