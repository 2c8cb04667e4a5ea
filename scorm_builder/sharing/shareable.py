"""A course's source as anybody may have it: without certify banks, and all that builds on them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from courseware.course_source import COURSE_FILE, REGISTER_FILE
from courseware.errors import InvalidCourse
from courseware.model import Case, Course, Question, Use
from courseware.problems import Severity
from courseware.references import references
from courseware.register import update
from courseware.validation import check
from courseware.word_list import WORD_FILES
from scorm_builder.package import Member
from scorm_builder.whole_folder import write_file


def write_shareable(
    course: Course, folder: Path, place: Path, *, localizations: Path, today: date
) -> list[Member]:
    """
    Copy the course in `folder` to `place`, less what is secret; returns its files.

    Raises InvalidCourse where what is left is no course.
    """
    secret = {bank.id for bank in course.banks if bank.use is Use.CERTIFY}
    document = yaml.load((folder / COURSE_FILE).read_bytes(), Loader=yaml.CSafeLoader)
    shown = _shown(course)
    if secret:
        text = yaml.safe_dump(
            _without(document, secret), allow_unicode=True, sort_keys=False, width=100
        )
        write_file(place / COURSE_FILE, text.encode())
    else:
        write_file(place / COURSE_FILE, (folder / COURSE_FILE).read_bytes())
    names = [f"questions/{bank.id}.yaml" for bank in course.banks if bank.id not in secret]
    names += [
        f"lessons/{lesson.id}.{each}.md" for lesson in course.lessons() for each in lesson.body
    ]
    names += [asset.path for asset in course.assets if not secret or asset.path in shown]
    names += [name for name in WORD_FILES if (folder / name).is_file()]
    for name in (*names, REGISTER_FILE):
        write_file(place / name, (folder / name).read_bytes())
    if secret:
        kept = yaml.load((place / COURSE_FILE).read_bytes(), Loader=yaml.CSafeLoader)
        kept["assets"] = [each for each in kept.get("assets", []) if each["path"] in shown]
        text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100)
        write_file(place / COURSE_FILE, text.encode())
        update(place)
    found = check(place, today=today, localizations=localizations)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise InvalidCourse(found)
    files = sorted(each for each in place.rglob("*") if each.is_file())
    return [Member(each.relative_to(place).as_posix(), each) for each in files]


def _without(document: dict[str, Any], secret: set[str]) -> dict[str, Any]:
    """Less the banks, the tests that draw from them, and the certificate that hangs on those."""
    kept = dict(document)
    kept["banks"] = [bank for bank in document.get("banks", []) if bank not in secret]
    kept["assessments"] = [
        test for test in document.get("assessments", []) if not secret & set(test["banks"])
    ]
    tests = {test["id"] for test in kept["assessments"]}
    if kept.get("certificate") and kept["certificate"]["test"] not in tests:
        del kept["certificate"]
    return kept


def _shown(course: Course) -> set[str]:
    """The media of lessons and of questions that everybody may see."""
    texts = [body for lesson in course.lessons() for body in lesson.body.values()]
    shown = {medium.path for text in texts for medium in references(text).media}
    for bank in course.banks:
        if bank.use is not Use.CERTIFY:
            shown |= {path for question in bank.questions for path in _pictures(question)}
    return shown


def _pictures(question: Question) -> set[str]:
    parts = question.parts if isinstance(question, Case) else ()
    return {each.picture for each in (question, *parts) if each.picture}
