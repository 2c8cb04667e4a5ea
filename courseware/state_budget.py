"""
The proof that a learner's state fits into SCORM 1.2's 4096 characters, whatever the learner does.

The longest state that the course allows is built and written, not estimated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from courseware.calculation import generated
from courseware.drawing import eligible, questions_of
from courseware.model import (
    AnswerForm,
    Assessment,
    Calculation,
    Case,
    Course,
    Draw,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
)
from courseware.numbers import MAX_TYPED
from courseware.plan import blueprints
from courseware.question_bundle import MAX_VARIANTS
from courseware.references import References, references
from courseware.scoring import PARTS
from courseware.state_text import Best, Check, Current, State, TestState, encode

SCORM12_SUSPEND_DATA = 4096
"""Characters of `cmi.suspend_data` (SCORM 1.2 Run-Time Environment, CMIString4096)."""

MOST_ATTEMPTS = 36**2 - 1
"""The player counts no further; forms and seeds of a practice stay below as well."""

Lessons = Mapping[int, list[References]]

# The most that the grammar has room for; a result may be of an older, larger test.
_STAMP = "zzzz"
_STARTED = 36**7 - 1
_BEST = Best(earned=36**4 - 1, possible=36**3 - 1, passed=True)


def worst_case(course: Course) -> int:
    """Characters of the longest state that the course allows; it must not exceed the limit."""
    return len(encode(fullest_state(course)))


def fullest_state(course: Course) -> State:
    """Every lesson seen, question answered and box ticked, every test under way again."""
    lessons = dict(_lessons(course))
    return State(
        language="nb",
        at=max(course.numbers.values(), default=0),
        seen=frozenset(lessons),
        checks=dict(_checks(course, lessons)),
        boxes=dict(_boxes(lessons)),
        tests={
            course.numbers[f"assessment/{assessment.id}"]: _test(course, assessment)
            for assessment in course.assessments
        },
        group=_last(course, "group", [group.id for group in course.groups]),
        path=_last(course, "path", [path.id for path in course.paths]),
    )


def _last(course: Course, kind: str, ids: list[str]) -> int | None:
    """The number that is longest to write; None where there is nothing to choose."""
    return max((course.numbers[f"{kind}/{each}"] for each in ids), default=None)


def longest_response(question: Question) -> str:
    """An answer to the question than which none is longer."""
    match question:
        case MultipleChoice():
            return "".join(option.id for option in question.options)
        case Ordering():
            return "".join(item.id for item in question.items)
        case Matching():
            return "".join(item.id + item.choice for item in question.items)
        case Case():
            return PARTS.join(longest_response(part) for part in question.parts)
        case Calculation(form=AnswerForm.YES_NO):
            return "t"
        case Numeric() | Calculation():
            units = [f"|{unit}" for unit in question.unit_choices]
            return "9" * MAX_TYPED + max(units, key=len, default="")
        case _:
            return "a"


def _lessons(course: Course) -> Iterator[tuple[int, list[References]]]:
    """Each lesson's number, and what it holds in each language."""
    for lesson in course.lessons():
        yield course.numbers[f"lesson/{lesson.id}"], list(map(references, lesson.body.values()))


def _checks(course: Course, lessons: Lessons) -> Iterator[tuple[int, Check]]:
    asked = {check.id for found in lessons.values() for each in found for check in each.checks}
    for question in course.questions():
        if question.id in asked:
            variant = MAX_VARIANTS - 1 if generated(question) else None
            number = course.numbers[f"question/{question.id}"]
            yield number, Check(longest_response(question), variant)


def _boxes(lessons: Lessons) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every box of every checklist, in the language where each list is longest."""
    for number, found in lessons.items():
        lists = zip_longest(*(each.checklists for each in found))
        sizes = [max(checklist.size for checklist in same if checklist) for same in lists]
        if sizes:
            yield number, tuple(2**size - 1 for size in sizes)


def _test(course: Course, assessment: Assessment) -> TestState:
    """In progress after an earlier result, with the longest questions that can be drawn."""
    longest: list[str] = []
    bank = questions_of(course, assessment)
    for topic, count in _draws(course, assessment).items():
        pool = eligible(bank, Draw(topic, count))
        longest += sorted(map(longest_response, pool), key=len)[-count:]
    return TestState(
        attempts=MOST_ATTEMPTS,
        best=_BEST,
        current=Current(
            form=MOST_ATTEMPTS,
            stamp=_STAMP,
            started=_STARTED,
            marked=frozenset(range(len(longest))),
            responses=tuple(longest),
        ),
    )


def _draws(course: Course, assessment: Assessment) -> Counter[str]:
    """How many questions of each topic at most; a topic may be drawn from twice."""
    most = Counter[str]()
    for lines in blueprints(course, assessment).values():
        wanted = Counter[str]()
        for line in lines:
            wanted[line.topic] += line.count
        most |= wanted
    return most
