"""
The id register `ids.lock.yaml`: a short number for life for every lesson, question and test.

A learner's stored state speaks in these numbers, so a number is never used for anything else:
what is removed from the course keeps its number among the retired, and gets it back if it returns.
A course numbers from 1, the lessons that a region adds from 1000.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from courseware import schema
from courseware.course_source import (
    COURSE_FILE,
    REGISTER_FILE,
    CourseSource,
    lesson_nodes,
    read_course,
)
from courseware.document import Document, Node
from courseware.errors import CourseNotReadable, CourseNotWritable, InvalidCourse
from courseware.identifier import is_id
from courseware.layer_assembly import register_key
from courseware.layer_files import REGION_FILE, read_region
from courseware.problems import Problem
from courseware.source_files import may_exist, read_yaml

FIRST_OF_COURSE = 1
FIRST_OF_REGION = 1000
OF_COURSE = range(FIRST_OF_COURSE, FIRST_OF_REGION)
OF_REGION = range(FIRST_OF_REGION, 10_000)
"""Apart, so that no local lesson ever has the number of something in the course below it."""

_HEADER = "# Kept by `scorm-builder register`. A number is for life: do not edit.\n"


@dataclass(frozen=True, slots=True)
class Register:
    """numbers: of what exists. retired: of what is gone; never given to another id."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    retired: Mapping[str, int] = field(default_factory=dict)


def assign(register: Register, wanted: Iterable[str], first: int = FIRST_OF_COURSE) -> Register:
    """A number for each id in `wanted`, known ones as before; the others are retired."""
    known = {**register.retired, **register.numbers}
    following = max([first - 1, *known.values()]) + 1
    numbers: dict[str, int] = {}
    for key in dict.fromkeys(wanted):
        if key in known:
            numbers[key] = known.pop(key)
        else:
            numbers[key] = following
            following += 1
    return Register(numbers, known)


def read(folder: Path) -> Register:
    """
    The register of a course or a region; an empty one where there is none yet.

    Raises InvalidCourse when it cannot be read or is damaged.
    """
    if not may_exist(folder / REGISTER_FILE):
        return Register()
    try:
        document = read_yaml(folder, REGISTER_FILE, PurePosixPath(folder.name) / REGISTER_FILE)
    except CourseNotReadable as error:
        raise InvalidCourse([error.problem]) from error
    problems = [*document.problems, *schema.problems(document, "register")]
    problems += number_problems(document.root, OF_REGION if _is_region(folder) else OF_COURSE)
    if problems:
        raise InvalidCourse(problems)
    return _register(document.root)


def _register(root: Node) -> Register:
    parts = (root[part].entries() for part in ("numbers", "retired"))
    numbers, retired = ({key: entry.integer for key, entry in part} for part in parts)
    return Register(numbers, retired)


def number_problems(root: Node, allowed: range) -> list[Problem]:
    """
    A number that stands for two ids or is not of those for this kind of register, or an id that
    is both in use and retired.
    """
    owners: dict[int, str] = {}
    problems = []
    for part in ("numbers", "retired"):
        for key, entry in root[part].entries():
            if not entry.integer:
                continue  # no number; the schema has told
            if entry.integer not in allowed:
                problems.append(
                    entry.problem(
                        "register-range",
                        id=key,
                        number=entry.integer,
                        first=allowed[0],
                        last=allowed[-1],
                    )
                )
            owner = owners.setdefault(entry.integer, key)
            if owner != key:
                problems.append(
                    entry.problem("register-reuse", id=key, number=entry.integer, owner=owner)
                )
            elif part == "retired" and root["numbers"][key].given:
                problems.append(entry.problem("register-both", id=key))
    return problems


def course_ids(course: Document, banks: Iterable[Document]) -> list[str]:
    """What a course needs numbers for, in its own order."""
    root = course.root
    kinds = {
        "lesson": lesson_nodes(root),
        "question": [node for bank in banks for node in bank.root["questions"].items()],
        "assessment": root["assessments"].items(),
        "group": root["groups"].items(),
        "path": root["paths"].items(),
    }
    return [
        f"{kind}/{node['id'].text}"
        for kind, nodes in kinds.items()
        for node in nodes
        if is_id(node["id"].text)
    ]


def region_ids(layers: Iterable[Document]) -> list[str]:
    """What a region needs numbers for: the lessons that it and its municipalities add."""
    return [
        register_key(course_id, lesson["id"].text)
        for layer in layers
        for course_id, course in layer.root["courses"].entries()
        for lesson in course["add"].items()
        if is_id(course_id) and is_id(lesson["id"].text)
    ]


def update(folder: Path) -> tuple[str, ...]:
    """
    Bring the register of a course folder or a region folder up to date; returns the ids added.

    Writes nothing when nothing has changed, or when a file cannot be read: what cannot be read
    must not look removed. Raises CourseNotReadable, InvalidCourse and CourseNotWritable.
    """
    folder = folder.resolve()
    before = read(folder)
    if _is_region(folder):
        after = assign(before, region_ids(read_region(folder)), FIRST_OF_REGION)
        last = OF_REGION[-1]
    else:
        source = _read_course(folder)
        if source.problems or source.course is None:
            raise InvalidCourse(source.problems)
        after = assign(before, course_ids(source.course, source.banks.values()))
        last = OF_COURSE[-1]
    if max(after.numbers.values(), default=0) > last:
        label = PurePosixPath(folder.name) / REGISTER_FILE
        raise InvalidCourse([Problem("register-full", label, values={"limit": last})])
    if after != before:
        try:
            _write(folder / REGISTER_FILE, after)
        except OSError as error:
            label = PurePosixPath(folder.name) / REGISTER_FILE
            raise CourseNotWritable(Problem("file-unwritable", label)) from error
    return tuple(key for key in after.numbers if key not in before.numbers)


def _read_course(folder: Path) -> CourseSource:
    try:
        return read_course(folder)
    except CourseNotReadable as error:
        if error.problem.code != "folder-no-course":
            raise
        raise CourseNotReadable(Problem("folder-no-register", error.problem.file)) from error


def _is_region(folder: Path) -> bool:
    return may_exist(folder / REGION_FILE) and not may_exist(folder / COURSE_FILE)


def _write(file: Path, register: Register) -> None:
    text = _HEADER + _section("numbers", register.numbers) + _section("retired", register.retired)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _section(name: str, numbers: Mapping[str, int]) -> str:
    if not numbers:
        return f"{name}: {{}}\n"
    by_number = sorted(numbers.items(), key=lambda item: item[1])
    return f"{name}:\n" + "".join(f"  {key}: {number}\n" for key, number in by_number)
