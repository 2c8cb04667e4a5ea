"""What is lost by hiding lessons: links that lead nowhere, chapters without a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courseware.document import Node
from courseware.layer_files import LayerSource
from courseware.model import Chapter, Course
from courseware.problems import Problem
from courseware.validation import lessons


def problems(before: Course, after: Course, layers: Sequence[LayerSource]) -> Iterator[Problem]:
    """before: the shared course. after: the same with all layers on it."""
    shown = {lesson.id: lesson for lesson in after.lessons()}
    shared = {lesson.id: lesson for lesson in before.lessons()}
    for node in _hidden(layers, before):
        if not shown:
            yield node.problem("hidden-all")
            return
        if node.text not in shared or node.text in shown:
            continue
        linking = [
            *(
                lesson.id
                for lesson in shown.values()
                if lesson == shared.get(lesson.id)  # what the layers wrote is checked as their own
                and any(node.text in lessons.links(body) for body in lesson.body.values())
            ),
            *_questions_linking(node.text, before),
        ]
        if linking:
            yield node.problem("hidden-lesson-linked", id=node.text, linking=", ".join(linking))
        chapter = next(each for each in before.chapters if shared[node.text] in each.lessons)
        if _loses_its_checks(chapter, after):
            yield node.warning("hidden-only-check", id=node.text, chapter=chapter.id)


def _questions_linking(lesson_id: str, course: Course) -> Iterator[str]:
    for question in course.questions():
        texts = [*question.text.values(), *(question.feedback or {}).values()]
        if any(lesson_id in lessons.text_links(text) for text in texts):
            yield question.id


def _hidden(layers: Sequence[LayerSource], course: Course) -> Iterator[Node]:
    for source in layers:
        local = source.of_course(course.id)
        if local is not None:
            yield from local["hide"].items()


def _loses_its_checks(chapter: Chapter, after: Course) -> bool:
    left = next((each for each in after.chapters if each.id == chapter.id), None)
    return left is not None and _has_check(chapter) and not _has_check(left)


def _has_check(chapter: Chapter) -> bool:
    return any(lessons.checks(body) for lesson in chapter.lessons for body in lesson.body.values())
