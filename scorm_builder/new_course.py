"""A new course: the smallest one that validates, with comments where an author will want them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template

from courseware.course_source import REGISTER_FILE
from courseware.errors import InvalidCourse
from courseware.identifier import is_id
from courseware.problems import Severity
from courseware.register import update
from courseware.texts import catalogue
from courseware.validation import check
from scorm_builder.errors import WrongUse
from scorm_builder.whole_folder import new_folder, write_file

STARTER = Path(__file__).resolve().parent / "starter"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an author knows on the first day; the first language is the course's own."""

    course_id: str
    title: str
    rights_holder: str
    languages: tuple[str, ...]


def start_course(
    folder: Path, beginning: Beginning, *, localizations: Path, today: date
) -> list[str]:
    """
    Write the course and its register into `folder`; returns the files' names.

    The folder is there when the course is whole and valid, or not at all. Raises WrongUse for an
    id or a text that cannot be one, InvalidCourse for what the validator would refuse, and
    CannotWrite where the folder is in use or not ours to write. What was there is not touched.
    """
    if not is_id(beginning.course_id):
        raise WrongUse("bad-course-id", id=beginning.course_id)
    for text in (beginning.title, beginning.rights_holder):
        if not text.isprintable() or not text.strip():
            raise WrongUse("bad-text", text=ascii(text))
    files = _files(beginning, today)
    with new_folder(folder) as draft:
        for name, text in files.items():
            write_file(draft / name, text.encode())
        update(draft)
        found = check(draft, today=today, localizations=localizations)
        if any(problem.severity is Severity.ERROR for problem in found):
            raise InvalidCourse(found)
    return sorted([*files, REGISTER_FILE])


def _files(beginning: Beginning, today: date) -> dict[str, str]:
    languages = tuple(dict.fromkeys(beginning.languages))
    words = {language: catalogue("starter", language, STARTER) for language in languages}
    values = {
        "id": beginning.course_id,
        "languages": ", ".join(languages),
        "language": languages[0],
        "title": _each(dict.fromkeys(languages, beginning.title)),
        "rights_holder": json.dumps(beginning.rights_holder, ensure_ascii=False),
        "review": today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat(),
    } | {
        key: _each({language: words[language][key] for language in languages})
        for key in words[languages[0]]
    }
    files = {
        name: Template((STARTER / name).read_text(encoding="utf-8")).substitute(values)
        for name in ("course.yaml", "questions/practice.yaml")
    }
    for language in languages:
        name = f"lessons/welcome.{language}.md"
        files[name] = (STARTER / name).read_text(encoding="utf-8")
    return files


def _each(texts: Mapping[str, str]) -> str:
    """A YAML flow mapping, each text quoted: `{nb: "…", nn: "…"}`."""
    inner = ", ".join(
        f"{language}: {json.dumps(text, ensure_ascii=False)}" for language, text in texts.items()
    )
    return f"{{{inner}}}"
