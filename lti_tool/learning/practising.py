"""What a person may not practise just now: the questions of a test that they have open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from courseware.model import Course, Use
from lti_tool.learning.placements import Seat
from lti_tool.storage import attempts


def closed_questions(session: Session, course: Course, seat: Seat, *, now: datetime) -> list[str]:
    """
    Ids of the practice questions in the person's open tests, by whatever link each was opened: the
    practice and the test of a course are often two activities.

    What only a test asks is in no practice, and its ids are not told.
    """
    practised = {
        question.id
        for bank in course.banks
        if bank.use is Use.PRACTICE
        for question in bank.questions
    }
    whose = seat.whose
    drawn = {
        item.question_id
        for attempt in attempts.open_attempts_of(session, whose.tenant, whose.person, whose.course)
        if not attempt.is_overdue(now)
        for item in attempt.form.items
    }
    return sorted(practised & drawn)
