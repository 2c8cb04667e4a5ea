"""A course folder as read: parsed files and lesson texts, before any of it is trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from courseware.document import Document, Node
from courseware.errors import CourseNotReadable
from courseware.identifier import is_id
from courseware.model import Language
from courseware.problems import Problem
from courseware.source_files import LESSON_MAX_BYTES, may_exist, read_text, read_yaml

_Read = TypeVar("_Read")

COURSE_FILE = "course.yaml"
REGISTER_FILE = "ids.lock.yaml"
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class LessonFile:
    """The Markdown of one lesson in one language."""

    file: PurePosixPath
    text: str


@dataclass(frozen=True, slots=True)
class CourseSource:
    """
    folder: where the course lies.
    course: `course.yaml`; None when it cannot be read.
    banks: by id, in the order of `course.yaml`; those that cannot be read are left out.
    private: ids of the banks that came from the private folder.
    lessons: by lesson id and language; those that cannot be read are left out.
    register: `ids.lock.yaml`; None when there is none or it cannot be read.
    problems: all that could not be read, or only in part.
    """

    folder: Path
    course: Document | None
    banks: Mapping[str, Document]
    private: frozenset[str]
    lessons: Mapping[tuple[str, Language], LessonFile]
    register: Document | None
    problems: tuple[Problem, ...]

    @property
    def root(self) -> Node:
        """What `course.yaml` says: nothing at all where it cannot be read."""
        return (self.course or Document(self.label(COURSE_FILE), None, {})).root

    def label(self, relative: str) -> PurePosixPath:
        """How problems name a file of this course: from the folder that holds the course."""
        return PurePosixPath(self.folder.name) / relative


class Collector:
    """Reads one file after another and keeps the problems of those that cannot be read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _read(self, reading: Callable[[], _Read], missing: Problem | None) -> _Read | None:
        try:
            return reading()
        except CourseNotReadable as error:
            if missing is not None and error.problem.code == "file-missing":
                self.problems.append(missing)
            else:
                self.problems.append(error.problem)
            return None

    def yaml(
        self, root: Path, relative: str, label: PurePosixPath, missing: Problem | None = None
    ) -> Document | None:
        """missing: what to report, and where, when there is no such file."""
        document = self._read(lambda: read_yaml(root, relative, label), missing)
        if document is not None:
            self.problems.extend(document.problems)
        return document

    def lesson(
        self, root: Path, relative: str, label: PurePosixPath, missing: Problem | None = None
    ) -> LessonFile | None:
        text = self._read(lambda: read_text(root, relative, label, LESSON_MAX_BYTES), missing)
        return None if text is None else LessonFile(label, text)


def lesson_nodes(course: Node) -> list[Node]:
    """What `course.yaml` says of each lesson, in reading order."""
    chapters = course["chapters"].items()
    return [lesson for chapter in chapters for lesson in chapter["lessons"].items()]


def read_course(folder: Path, private: Path | None = None) -> CourseSource:
    """
    Read everything that `course.yaml` names; where it cannot be read, all that lies there.

    private: a folder whose `<course id>/<bank id>.yaml` take the place of the course's own banks.
    Raises CourseNotReadable when the folder is missing, empty or holds no `course.yaml`.
    """
    folder = _resolved(folder)
    _refuse_no_course(folder)
    name = PurePosixPath(folder.name)
    collector = Collector()
    course = collector.yaml(folder, COURSE_FILE, name / COURSE_FILE)
    register = None
    if may_exist(folder / REGISTER_FILE):
        register = collector.yaml(folder, REGISTER_FILE, name / REGISTER_FILE)
    if course is None:
        banks, from_private = _stray_banks(folder, collector), frozenset[str]()
        lessons = _stray_lessons(folder, collector)
    else:
        banks, from_private = _banks(folder, course.root, private, collector)
        lessons = _lessons(folder, course.root, collector)
    return CourseSource(
        folder=folder,
        course=course,
        banks=banks,
        private=from_private,
        lessons=lessons,
        register=register,
        problems=tuple(collector.problems),
    )


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError) as error:  # links that lead in a circle
        raise CourseNotReadable(Problem("file-unreadable", PurePosixPath(folder.name))) from error


def _refuse_no_course(folder: Path) -> None:
    name = PurePosixPath(folder.name)
    try:
        if not folder.is_dir():
            raise CourseNotReadable(Problem("folder-missing", name))
        names = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        raise CourseNotReadable(Problem("file-unreadable", name)) from error
    if not names:
        raise CourseNotReadable(Problem("folder-empty", name))
    if COURSE_FILE not in names:
        raise CourseNotReadable(Problem("folder-no-course", name))


def _banks(
    folder: Path, course: Node, private: Path | None, collector: Collector
) -> tuple[dict[str, Document], frozenset[str]]:
    banks: dict[str, Document] = {}
    from_private = set()
    for node in course["banks"].items():
        bank_id = node.text
        if not is_id(bank_id) or bank_id in banks:
            continue
        root, relative = folder, f"questions/{bank_id}.yaml"
        label = PurePosixPath(folder.name) / relative
        replacement = f"{course['id'].text}/{bank_id}.yaml"
        if private is not None and is_id(course["id"].text) and may_exist(private / replacement):
            from_private.add(bank_id)
            root, relative, label = private, replacement, PurePosixPath(replacement)
        missing = node.problem("bank-file-missing", id=bank_id, path=relative)
        document = collector.yaml(root, relative, label, missing)
        if document is not None:
            banks[bank_id] = document
    return banks, frozenset(from_private)


def _lessons(
    folder: Path, course: Node, collector: Collector
) -> dict[tuple[str, Language], LessonFile]:
    lessons: dict[tuple[str, Language], LessonFile] = {}
    languages = [tag for tag in dict.fromkeys(course["languages"].texts) if tag in LANGUAGES]
    seen = set()
    for lesson in lesson_nodes(course):
        lesson_id = lesson["id"].text
        if not is_id(lesson_id) or lesson_id in seen:
            continue
        seen.add(lesson_id)
        for language in languages:
            relative = f"lessons/{lesson_id}.{language}.md"
            label = PurePosixPath(folder.name) / relative
            missing = lesson.problem("lesson-file-missing", id=lesson_id, path=relative)
            read = collector.lesson(folder, relative, label, missing)
            if read is not None:
                lessons[lesson_id, language] = read
    return lessons


def _stray_banks(folder: Path, collector: Collector) -> dict[str, Document]:
    """What looks like a bank, so that its mistakes are told along with those of `course.yaml`."""
    banks = {}
    for file in sorted(folder.glob("questions/*.yaml")):
        relative = f"questions/{file.name}"
        document = collector.yaml(folder, relative, PurePosixPath(folder.name) / relative)
        if document is not None:
            banks[file.stem] = document
    return banks


def _stray_lessons(folder: Path, collector: Collector) -> dict[tuple[str, Language], LessonFile]:
    lessons = {}
    for file in sorted(folder.glob("lessons/*.md")):
        relative = f"lessons/{file.name}"
        lesson = collector.lesson(folder, relative, PurePosixPath(folder.name) / relative)
        lesson_id, _, language = file.stem.partition(".")
        if lesson is not None:
            lessons[lesson_id, language] = lesson
    return lessons
