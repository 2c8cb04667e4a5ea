"""
Courses into and out of the running tool: add, activate, retire. Every act is audited.

A version number means one shared text for life. Local contacts and the server's private banks may
change under the same number; they make a new edition of it.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from courseware.course_hash import course_hash
from courseware.errors import CourseError, InvalidCourse
from courseware.loading import load_course, load_released
from courseware.localization import available, localize
from courseware.model import Course
from courseware.problems import Problem, Severity
from courseware.validation import check
from lti_tool.learning import archive
from lti_tool.learning.errors import NotPublishable
from lti_tool.storage import audit, courses
from lti_tool.storage.courses import Edition, OfferedLocalization, Version
from lti_tool.storage.database import Database


class Added(StrEnum):
    """What adding a folder came to."""

    NEW = "new"
    RENEWED = "renewed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    A course folder that is fit to be published.

    course: without localization, with the private banks that it will be served with.
    skipped: localizations that do not fit the course, with what is wrong with them.
    """

    course: Course
    content_hash: str
    edition: Edition
    data: bytes
    skipped: tuple[tuple[str, tuple[Problem, ...]], ...] = ()


def prepare(
    folder: Path, localizations: Path | None, private: Path | None, *, today: date
) -> Prepared:
    """
    Check everything that a visitor may meet. Touches no database.

    Raises InvalidCourse with every problem, CourseNotReadable, NotArchivable.
    """
    problems = check(folder, today=today, localization=None, localizations=localizations or folder)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InvalidCourse(problems)
    shared = load_released(folder)  # judged by the lines above
    packed = archive.pack(shared.id, folder, localizations, private)
    with tempfile.TemporaryDirectory(prefix="kurspakke-") as cache:
        unpacked = archive.unpack(packed.data, packed.edition, Path(cache))
        # Private banks have been seen by nobody yet; the rest was judged in its own folder.
        load = load_course if unpacked.private else load_released
        course = load(unpacked.course, private=unpacked.private)
        offered, skipped = _offered(course, unpacked.folder / archive.LOCALIZATIONS)
    edition = Edition(packed.edition, shared.id, shared.version, offered)
    return Prepared(course, _content_hash(shared, folder), edition, packed.data, skipped)


def add(database: Database, prepared: Prepared, *, at: datetime, by: str) -> Added:
    """Put a prepared course beside the versions that are there; nobody gets it yet."""
    edition = prepared.edition
    with database.begin() as session:
        courses.lock_course(session, edition.course)
        known = courses.version(session, edition.course, edition.version)
        if known is not None and known.content_hash != prepared.content_hash:
            raise NotPublishable(
                f"Version {edition.version} of {edition.course} was published with another "
                "content. Raise `version` in course.yaml and add the course again."
            )
        if known is not None and known.edition == edition.hash:
            return Added.UNCHANGED
        courses.add_edition(session, edition, prepared.data, at=at, by=by)
        if known is None:
            courses.add_version(session, edition, prepared.content_hash, at=at)
        else:
            courses.renew_edition(session, edition)
        added = Added.NEW if known is None else Added.RENEWED
        audit.record(
            session,
            "course.add",
            f"{edition.course} {edition.version}",
            at=at,
            by=by,
            edition=edition.hash,
            outcome=added.value,
        )
    return added


def activate(database: Database, course: str, number: str, *, at: datetime, by: str) -> None:
    """Let new visitors and new attempts get this version; started attempts keep their own."""
    with database.begin() as session:
        courses.lock_course(session, course)
        _known(session, course, number)
        _activate(session, course, number, at=at, by=by)


def activate_previous(database: Database, course: str, *, at: datetime, by: str) -> Version:
    """Take the last activation back: the version that was active before is active again."""
    with database.begin() as session:
        courses.lock_course(session, course)
        earlier = [
            version
            for version in courses.versions(session, course)
            if version.activated_at is not None and not version.active and not version.retired_at
        ]
        if not earlier:
            raise NotPublishable(f"No other version of {course} has been active before.")
        previous = max(earlier, key=lambda version: version.activated_at or version.added_at)
        _activate(session, course, previous.version, at=at, by=by)
        return previous


def retire(database: Database, course: str, number: str, *, at: datetime, by: str) -> bool:
    """Offer the version to nobody any more. Whether it was the active one."""
    with database.begin() as session:
        courses.lock_course(session, course)
        version = _known(session, course, number)
        courses.retire(session, course, number, at=at)
        audit.record(session, "course.retire", f"{course} {number}", at=at, by=by)
        return version.active


def _activate(session: Session, course: str, number: str, *, at: datetime, by: str) -> None:
    courses.activate(session, course, number, at=at)
    audit.record(session, "course.activate", f"{course} {number}", at=at, by=by)


def _known(session: Session, course: str, number: str) -> Version:
    version = courses.version(session, course, number)
    if version is None:
        others = [each.version for each in courses.versions(session, course)]
        there = f"There are: {', '.join(others)}." if others else "No version of it was ever added."
        raise NotPublishable(f"There is no version {number} of {course}. {there}")
    return version


def _content_hash(course: Course, folder: Path) -> str:
    """The shared course and its media; a comment in a YAML file is no other content."""
    media = archive.media_digest(folder)
    return hashlib.sha256(f"{course_hash(course)} {media}".encode()).hexdigest()


def _offered(
    course: Course, folder: Path
) -> tuple[tuple[OfferedLocalization, ...], tuple[tuple[str, tuple[Problem, ...]], ...]]:
    """The localizations that can be laid on this course, tried on what is about to be served."""
    offered: list[OfferedLocalization] = []
    skipped: list[tuple[str, tuple[Problem, ...]]] = []
    for info in available(folder) if folder.is_dir() else ():
        try:
            localize(course, info.id, folder)
        except CourseError as error:
            problems = error.problems if isinstance(error, InvalidCourse) else ()
            skipped.append((info.id, problems))
        else:
            offered.append(OfferedLocalization(info.id, info.title, info.language, info.example))
    return tuple(offered), tuple(skipped)
