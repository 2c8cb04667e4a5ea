"""
What a teacher sees of a test before placing it.

The test's own questions stay with those who take it: a teacher who could draw it again and again
would have the whole bank in the end. The room is shown with questions that everybody may practise
on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from courseware.drawing import alike, draw, eligible, questions_of
from courseware.model import Assessment, Course, Draw, Use
from courseware.public_item import public_item

_SEED = 1
"""The same questions each time: this is a picture of the test, not an exercise."""


def example_questions(course: Course, assessment: Assessment) -> list[dict[str, Any]]:
    """
    Questions as a browser may see them, from practice banks only.

    As many of each topic as the test asks, as far as there are; what is missing comes from the
    other topics.
    """
    banks = [bank for bank in course.banks if bank.use is Use.PRACTICE]
    open_to_all = replace(assessment, banks=tuple(bank.id for bank in banks))
    asked = {wanted.topic: wanted.count for wanted in assessment.draws}
    left = sum(asked.values())
    draws: list[Draw] = []
    questions = questions_of(course, open_to_all)
    taken: set[str] = set()
    for topic in dict.fromkeys([*asked, *(question.topic for question in questions)]):
        there = set(map(alike, eligible(questions, Draw(topic, 1)))) - taken
        taken |= there
        draws.append(Draw(topic, min(asked.get(topic, left), len(there), left)))
        left -= draws[-1].count
    form = draw(course, replace(open_to_all, draws=tuple(draws)), _SEED)
    return [public_item(course, item) for item in form.items]
