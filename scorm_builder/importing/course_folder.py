"""
A draft as a course folder: valid, but for what only a person can decide.

What nobody but a person can know (the licence, who owns it, what a picture shows, why an answer is
right) stays empty, so that the validator asks for it until it is there. A question that the
validator would refuse for anything else is left out and told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from courseware.errors import InvalidCourse
from courseware.identifier import is_id
from courseware.numbers import plain
from courseware.problems import Problem, Severity
from courseware.register import update
from courseware.texts import catalogue
from courseware.validation import check
from scorm_builder.errors import CannotRead, WrongUse
from scorm_builder.importing.draft import Draft, Page, Part, new_id
from scorm_builder.importing.question_data import question_data
from scorm_builder.remarks import Remark
from scorm_builder.whole_folder import new_folder, write_file

BANK, PRACTICE = "ovelse", "ovelse"
MOST_DRAWN = 10
MOST_OF_TOPIC = 5
WORDS_A_MINUTE = 180
MOST_LESSON_BYTES = 60_000

_DECIDED = re.compile(
    r"(licence|rights_holder|description|audience|title)(\.\w+)?"
    r"|assets\[\d+\]\.(alt|licence|rights_holder)(\.\w+)?"
)
_QUESTION = re.compile(r"questions\[(\d+)\]")
TEXTS = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Imported:
    """decisions: what the validator still asks for, all of it for a person to decide."""

    files: tuple[str, ...]
    questions: int
    lessons: int
    decisions: tuple[Problem, ...]
    remarks: tuple[Remark, ...]


def write_course(
    draft: Draft, folder: Path, *, course_id: str, localizations: Path, today: date
) -> Imported:
    """
    The folder is there when all of the course is in it, or not at all.

    Raises WrongUse for an id that cannot be one, CannotRead where there is nothing to make a
    course of, CannotWrite, and InvalidCourse for what nobody foresaw.
    """
    if not is_id(course_id):
        raise WrongUse("bad-course-id", id=course_id)
    if not draft.questions and not draft.parts:
        raise CannotRead("import-nothing", remarks=len(draft.remarks))
    with new_folder(folder) as place:
        while True:
            _write(draft, place, course_id, today)
            update(place)
            found = check(place, today=today, localizations=localizations)
            errors = [each for each in found if each.severity is Severity.ERROR]
            others = [each for each in errors if not _for_a_person(each)]
            if not others:
                break
            draft = _without(draft, others, found)
        files = sorted(
            each.relative_to(place).as_posix() for each in place.rglob("*") if each.is_file()
        )
    return Imported(
        files=tuple(files),
        questions=len(draft.questions),
        lessons=sum(name.startswith("lessons/") for name in files),
        decisions=tuple(errors),
        remarks=draft.remarks,
    )


def _for_a_person(problem: Problem) -> bool:
    if problem.code == "feedback-missing":
        return True
    return problem.file.name == "course.yaml" and _DECIDED.fullmatch(problem.place) is not None


def _without(draft: Draft, others: Iterable[Problem], found: list[Problem]) -> Draft:
    """Less the questions that the problems are in. InvalidCourse where they are elsewhere."""
    refused: dict[int, Problem] = {}
    for problem in others:
        match = _QUESTION.match(problem.place)
        if match is None:
            raise InvalidCourse(found)
        refused.setdefault(int(match[1]), problem)
    told = tuple(
        Remark(
            "import-refused",
            _name(draft, index),
            {"what": problem.what("nb"), "what_en": problem.what("en")},
        )
        for index, problem in refused.items()
    )
    kept = tuple(each for i, each in enumerate(draft.questions) if i not in refused)
    if not kept and not draft.parts:
        raise CannotRead("import-nothing", remarks=len(draft.remarks) + len(told))
    return replace(draft, questions=kept, remarks=(*draft.remarks, *told))


def _name(draft: Draft, index: int) -> str:
    question = draft.questions[index]
    return f"{question.id} ({next(iter(question.text.values()))[:60]})"


def _write(draft: Draft, place: Path, course_id: str, today: date) -> None:
    words = catalogue("import", draft.language, TEXTS)
    parts = draft.parts or _about(draft, words)
    taken: set[str] = set()
    chapters: list[dict[str, Any]] = []
    for part in parts:
        lessons = []
        for page in _split(part):
            lesson_id = new_id(page.title, taken, "leksjon")
            taken.add(lesson_id)
            minutes = min(600, max(1, math.ceil(len(page.text.split()) / WORDS_A_MINUTE)))
            title = _one_line(page.title)
            lessons.append({"id": lesson_id, "title": {draft.language: title}, "minutes": minutes})
            write_file(place / "lessons" / f"{lesson_id}.{draft.language}.md", page.text.encode())
        chapter_id = new_id(part.title, {each["id"] for each in chapters}, "kapittel")
        title = _one_line(part.title)
        chapters.append({"id": chapter_id, "title": {draft.language: title}, "lessons": lessons})
    for picture in draft.pictures:
        write_file(place / picture.path, picture.data)
    if draft.questions:
        bank = {
            "use": "practice",
            "title": {draft.language: _one_line(draft.title or words["bank"])},
            "questions": [question_data(question) for question in draft.questions],
        }
        write_file(place / "questions" / f"{BANK}.yaml", _yaml(bank))
    else:
        (place / "questions" / f"{BANK}.yaml").unlink(missing_ok=True)
    course = _course(draft, course_id, chapters, words, today)
    write_file(place / "course.yaml", words["head"].encode() + _yaml(course))


def _about(draft: Draft, words: Mapping[str, str]) -> tuple[Part, ...]:
    """A course has a lesson; one that holds only questions says so."""
    count = len(draft.questions)
    text = words["lesson_text"].format(count=count) + "\n"
    return (Part(words["chapter"], (Page(words["lesson"], text),)),)


def _split(part: Part) -> Iterable[Page]:
    """A lesson has room for so much; what is longer becomes several, parted between paragraphs."""
    for page in part.pages:
        pieces: list[list[str]] = [[]]
        size = 0
        for block in page.text.split("\n\n"):
            length = len(block.encode()) + 2
            if size + length > MOST_LESSON_BYTES and pieces[-1]:
                pieces.append([])
                size = 0
            pieces[-1].append(block)
            size += length
        for number, piece in enumerate(pieces, start=1):
            title = page.title if number == 1 else f"{page.title} ({number})"
            yield Page(title, "\n\n".join(piece).strip() + "\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200] or "–"


def _course(
    draft: Draft,
    course_id: str,
    chapters: list[dict[str, Any]],
    words: Mapping[str, str],
    today: date,
) -> dict[str, Any]:
    language = draft.language
    minutes = sum(lesson["minutes"] for chapter in chapters for lesson in chapter["lessons"])
    review = today.replace(year=today.year + 1, day=min(today.day, 28))
    course: dict[str, Any] = {
        "id": course_id,
        "version": "0.1.0",
        "languages": [language],
        "language": language,
        "title": {language: _one_line(draft.title)} if draft.title else None,
        "description": None,
        "audience": None,
        "minutes": min(600, max(1, minutes)),
        "licence": None,
        "rights_holder": None,
        "approval": None,
        "review": review,
        "assets": [
            {
                "path": picture.path,
                "alt": {language: picture.alt} if picture.alt else None,
                "licence": None,
                "rights_holder": None,
            }
            for picture in draft.pictures
        ],
        "chapters": chapters,
    }
    if draft.questions:
        course |= _practice(draft, chapters, words)
    return course


def _practice(
    draft: Draft, chapters: list[dict[str, Any]], words: Mapping[str, str]
) -> dict[str, Any]:
    """The bank, its topics and a test to practise with."""
    topics = dict.fromkeys(question.topic for question in draft.questions)
    known = {chapter["id"] for chapter in chapters}
    draws, left = [], MOST_DRAWN
    for topic in topics:
        of_topic = sum(question.topic == topic for question in draft.questions)
        count = min(of_topic, MOST_OF_TOPIC, left)
        if count:
            draws.append({"topic": topic, "count": count})
            left -= count
    return {
        "topics": {
            topic: {draft.language: _one_line(draft.topics.get(topic, topic))}
            for topic in topics
            if topic not in known
        },
        "banks": [BANK],
        "assessments": [
            {
                "id": PRACTICE,
                "kind": "practice",
                "title": {draft.language: words["bank"]},
                "intro": {draft.language: words["intro"]},
                "banks": [BANK],
                "draws": draws,
            }
        ],
    }


class _Dumper(yaml.SafeDumper):
    """Numbers as they are read again, and nothing in a line of its own that reads well in one."""


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = plain(value)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "")
)


def _yaml(data: dict[str, Any]) -> bytes:
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()
