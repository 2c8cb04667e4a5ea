"""
Published courses: versions side by side, one of them active, none ever overwritten.

A version's shared text never changes. What lies around it may: municipalities change their contacts
and the server's private banks are renewed, so a version has a newest *edition*, and older editions
stay for the tests that were started in them. Courses belong to the tool, not to a tenant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from lti_tool.storage.database import Base, lock
from lti_tool.storage.prepared import Prepared


class EditionRow(Base):
    __tablename__ = "course_edition"

    edition: Mapped[str] = mapped_column(String(64), primary_key=True)
    course: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    localizations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    archive: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]
    added_by: Mapped[str]


class VersionRow(Base):
    __tablename__ = "course_version"
    __table_args__ = (
        Index(
            "uq_course_version_active",
            "course",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("course_edition.edition"))
    active: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class OfferedLocalization:
    """A localization that fits the course: every variable filled, every lesson there."""

    id: str
    title: str
    language: str | None
    example: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """What a version is served as: the archive of this hash, in any of these localizations."""

    hash: str
    course: str
    version: str
    localizations: tuple[OfferedLocalization, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """
    content_hash: of the shared course, without localizations and private banks.
    activated_at: when it last became the active one.
    """

    course: str
    version: str
    content_hash: str
    edition: str
    active: bool
    added_at: datetime
    activated_at: datetime | None
    retired_at: datetime | None


def lock_course(session: Session, course: str) -> None:
    """Let no other process publish or activate the same course until the transaction ends."""
    lock(session, f"course {course}")


def add_edition(
    session: Session, edition: Edition, archive: bytes, *, at: datetime, by: str
) -> None:
    """Keep the archive; one that is there already stays as it is."""
    if session.get(EditionRow, edition.hash, options=[defer(EditionRow.archive)]) is not None:
        return
    session.add(
        EditionRow(
            edition=edition.hash,
            course=edition.course,
            version=edition.version,
            localizations=[
                {
                    "id": offered.id,
                    "title": offered.title,
                    "language": offered.language,
                    "example": offered.example,
                }
                for offered in edition.localizations
            ],
            archive=archive,
            added_at=at,
            added_by=by,
        )
    )
    session.flush()


def add_version(session: Session, edition: Edition, content_hash: str, *, at: datetime) -> None:
    session.add(
        VersionRow(
            course=edition.course,
            version=edition.version,
            content_hash=content_hash,
            edition=edition.hash,
            added_at=at,
        )
    )
    session.flush()


def renew_edition(session: Session, edition: Edition) -> None:
    """Serve the version as this edition from now on."""
    session.execute(
        update(VersionRow)
        .where(VersionRow.course == edition.course, VersionRow.version == edition.version)
        .values(edition=edition.hash)
    )


def version(session: Session, course: str, number: str) -> Version | None:
    row = session.get(VersionRow, (course, number), populate_existing=True)
    return None if row is None else _version(row)


def versions(session: Session, course: str | None = None) -> list[Version]:
    """All versions, or those of one course, in the order they were added."""
    query = select(VersionRow).order_by(VersionRow.course, VersionRow.added_at, VersionRow.version)
    if course is not None:
        query = query.where(VersionRow.course == course)
    return [_version(row) for row in session.scalars(query)]


def activate(session: Session, course: str, number: str, *, at: datetime) -> None:
    """Make this version the active one; a retired one comes back by it."""
    deactivate(session, course)
    session.execute(
        update(VersionRow)
        .where(VersionRow.course == course, VersionRow.version == number)
        .values(active=True, activated_at=at, retired_at=None)
    )


def deactivate(session: Session, course: str) -> None:
    session.execute(
        update(VersionRow)
        .where(VersionRow.course == course, VersionRow.active)
        .values(active=False)
    )


def retire(session: Session, course: str, number: str, *, at: datetime) -> None:
    session.execute(
        update(VersionRow)
        .where(VersionRow.course == course, VersionRow.version == number)
        .values(active=False, retired_at=at)
    )


def active_edition(session: Session, course: str) -> Edition | None:
    """What a new visitor gets; None where the course is unknown or no version is active."""
    found = _active(session, course)
    return found[0] if found else None


def active_editions(session: Session) -> list[Edition]:
    """Every course that is open to visitors, by its id."""
    return _active(session, None)


def archive_of(session: Session, edition: str) -> bytes | None:
    return session.scalar(select(EditionRow.archive).where(EditionRow.edition == edition))


def localizations_of(session: Session, edition: str) -> frozenset[str] | None:
    """The ids of those that an edition is served in; None where there is no such edition."""
    query = select(EditionRow.localizations).where(EditionRow.edition == edition)
    offered = session.scalar(query)
    return None if offered is None else frozenset(each["id"] for each in offered)


_SELECT_ACTIVE = (
    select(EditionRow.edition, EditionRow.course, EditionRow.version, EditionRow.localizations)
    .join(VersionRow, VersionRow.edition == EditionRow.edition)
    .where(VersionRow.active)
    .order_by(EditionRow.course)
)
_ACTIVE = Prepared(_SELECT_ACTIVE)
_ACTIVE_OF = Prepared(_SELECT_ACTIVE.where(VersionRow.course == bindparam("that_course")))


def _active(session: Session, course: str | None) -> list[Edition]:
    if course is None:
        rows = _ACTIVE.rows(session, {})
    else:
        rows = _ACTIVE_OF.rows(session, {"that_course": course})
    return [
        Edition(
            row.edition,
            row.course,
            row.version,
            tuple(OfferedLocalization(**offered) for offered in row.localizations),
        )
        for row in rows
    ]


def _version(row: VersionRow) -> Version:
    return Version(
        row.course,
        row.version,
        row.content_hash,
        row.edition,
        row.active,
        row.added_at,
        row.activated_at,
        row.retired_at,
    )
