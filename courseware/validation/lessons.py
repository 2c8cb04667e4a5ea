"""What Markdown refers to, with the lines of the lesson where it does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from courseware.course_source import CourseSource, LessonFile
from courseware.directives import SyntaxProblem
from courseware.document import Node
from courseware.model import Language
from courseware.problems import Problem
from courseware.references import (
    Reference,
    References,
    inline_references,
    plain_references,
    references,
)
from courseware.validation import style
from courseware.validation.facts import Facts, alternatives
from courseware.validation.translations import local_texts

_of_lesson = lru_cache(maxsize=1024)(references)
_of_text = lru_cache(maxsize=4096)(inline_references)

_INLINE = ("text", "feedback", "intro")
"""The fields of questions and assessments that are inline Markdown."""

_PLAIN = (("lessons", "title"), ("add", "title"), ("assets", "alt"), ("choices", "text"))
"""The lists and their fields that are no Markdown, but may have variables."""


def of_files(files: Mapping[Language, LessonFile], facts: Facts) -> Iterator[Problem]:
    """One lesson in its languages: each by itself, and each beside the others."""
    broken = [each for file in files.values() for each in problems(file, facts)]
    yield from broken
    yield from parity(files)
    if not broken:  # what is mistyped in one of them differs, too
        yield from style.agreement(files)
    for language, file in files.items():
        yield from style.of_lesson(file, language)


def problems(file: LessonFile, facts: Facts) -> Iterator[Problem]:
    """Everything in one lesson file that the renderer refuses or that leads nowhere."""
    yield from syntax_problems(file)
    for each in _dangling(_of_lesson(file.text), facts):
        yield Problem(each.code, file.file, each.line, values=each.values)


def syntax_problems(file: LessonFile) -> Iterator[Problem]:
    """What is wrong with the file by itself."""
    for each in _of_lesson(file.text).problems:
        yield Problem(each.code, file.file, each.line, values=each.values)


def text_problems(node: Node, facts: Facts) -> Iterator[Problem]:
    """The same for every text of questions, tests, titles and descriptions below `node`."""
    for text, found in texts(node):
        for each in (*found.problems, *_dangling(found, facts)):
            yield text.problem(each.code, **each.values)
    for local in local_texts(node):
        if not (_is_inline(local) or _is_plain(local)):
            for _, text in local.entries():
                if "{{" in text.text:
                    yield text.problem("variable-not-here")


def texts(node: Node) -> Iterator[tuple[Node, References]]:
    """Every text below `node` that may have variables, in every language, and what is in it."""
    for local in local_texts(node):
        for _, text in local.entries():
            if text.text and _is_inline(local):
                yield text, _of_text(text.text)
            elif text.text and _is_plain(local):
                yield text, plain_references(text.text)


def _is_inline(local: Node) -> bool:
    return bool(local.keys) and local.keys[-1] in _INLINE and not _is_plain(local)


def _is_plain(local: Node) -> bool:
    return (*local.keys[-3:-2], *local.keys[-1:]) in _PLAIN


def _dangling(found: References, facts: Facts) -> Iterator[SyntaxProblem]:
    media = [Reference(medium.path, medium.line) for medium in found.media]
    for mentioned, known, code in (
        (found.laws, facts.laws, "law-unknown"),
        (found.lessons, facts.lessons, "lesson-unknown"),
        (media, facts.assets, "media-undeclared"),
        (found.variables, facts.variables, "variable-unknown"),
    ):
        for each in mentioned:
            if each.id not in known:
                yield _unknown(code, each, known)
    for check in found.checks:
        if check.id in facts.certify:
            yield SyntaxProblem("check-certify", check.line, {"id": check.id})
        elif check.id not in facts.practice and facts.all_questions:
            yield _unknown("question-unknown", check, facts.practice)


def _unknown(code: str, reference: Reference, known: Collection[str]) -> SyntaxProblem:
    values = {"id": reference.id, "known": alternatives(reference.id, known)}
    return SyntaxProblem(code, reference.line, values)


def parity(lessons: Mapping[Language, LessonFile]) -> Iterator[Problem]:
    """
    One lesson in its languages: the same checks and checklists in the same order.

    A learner's state is kept by their order, and the learner may change language at any time.
    """
    for first, other in pairwise(lessons.values()):
        for code, parts in (("checks-differ", checks), ("checklists-differ", checklists)):
            expected, found = parts(first.text), parts(other.text)
            if expected != found:
                values: dict[str, str | int] = {
                    "found": ", ".join(found) or "–",
                    "expected": ", ".join(expected) or "–",
                    "other": first.file.name,
                }
                yield Problem(code, other.file, 1, values=values)


def links(markdown: str) -> frozenset[str]:
    """The lessons that a lesson links to."""
    return frozenset(lesson.id for lesson in _of_lesson(markdown).lessons)


def text_links(markdown: str) -> frozenset[str]:
    """The lessons that a question's text links to."""
    return frozenset(lesson.id for lesson in _of_text(markdown).lessons)


def checks(markdown: str) -> tuple[str, ...]:
    """The questions asked in a lesson, in its order."""
    return tuple(check.id for check in _of_lesson(markdown).checks)


def checklists(markdown: str) -> tuple[str, ...]:
    """The checklists of a lesson and how many points each has, in its order."""
    found = _of_lesson(markdown).checklists
    return tuple(f"{checklist.id} ({checklist.size})" for checklist in found)


def used(source: CourseSource) -> tuple[frozenset[str], frozenset[str]]:
    """The variables and the media that anything in the course shows."""
    nodes = [source.root, *(bank.root for bank in source.banks.values())]
    found = [_of_lesson(lesson.text) for lesson in source.lessons.values()]
    found += [refers for node in nodes for _, refers in texts(node)]
    pictures = {question["picture"].text for node in nodes for question in asked(node)}
    return (
        frozenset(variable.id for each in found for variable in each.variables),
        frozenset(medium.path for each in found for medium in each.media) | pictures - {""},
    )


def asked(bank: Node) -> Iterator[Node]:
    """Every question of a bank, and every part of one."""
    for question in bank["questions"].records():
        yield question
        yield from question["parts"].records()
