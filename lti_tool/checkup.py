"""How the tool is doing, for an operator and a monitor: one finding a line."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import IntEnum
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from lti_tool.errors import KeysNotUsable, LtiToolError, OutgoingError
from lti_tool.protocol.platform_keys import read_key_set
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.tool_keys import SIGNS_FOR, is_rotation_due, signing_key
from lti_tool.storage import courses, outbox, platforms, processes, tool_keys
from lti_tool.storage.upgrade import revisions
from lti_tool.tool import Tool

_CLOCK_WARNS = timedelta(seconds=5)
_CLOCK_FAILS = timedelta(seconds=50)
"""Just below the leeway of a launch."""

_OUTBOX_WARNS = timedelta(hours=1)
_OUTBOX_FAILS = timedelta(days=1)
_ROTATION_LATE = timedelta(days=2)
_DISK_WARNS, _DISK_FAILS = 1_000_000_000, 200_000_000


class Level(IntEnum):
    """The numbers are the exit codes that monitors know (Nagios and its heirs)."""

    OK = 0
    WARNING = 1
    FAILED = 2


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    level: Level
    says: str


def examine(tool: Tool, *, ask_platforms: bool = False) -> Iterator[Finding]:
    """Writes nothing. What needs the database is left out where it does not answer."""
    yield Finding("settings", Level.OK, f"serves {tool.settings.url}")
    yield from _disk(tool)
    try:
        current, newest = revisions(tool.database)
    except DatabaseError as error:
        reason = " ".join(str(error.orig).split())
        yield Finding("database", Level.FAILED, f"{_address(tool)} does not answer: {reason}")
        return
    yield Finding("database", Level.OK, f"{_address(tool)} answers")
    if current != newest:
        has = f"at revision {current}" if current else "empty"
        yield Finding(
            "revision", Level.FAILED, f"{has}, this version needs {newest}: run `lti-tool upgrade`"
        )
        return
    yield Finding("revision", Level.OK, f"{current}, as this version needs it")
    now = tool.clock()
    with tool.database.read() as session:
        yield _keys(session, tool, now)
        yield _clock(session, tool, now)
        yield _courses(session)
        yield _processes(session, now)
        yield _outbox(session, now)
        known = platforms.everything(session)
    yield _platforms(known)
    if ask_platforms:
        for registration in known:
            yield _platform(tool, registration)


def _address(tool: Tool) -> str:
    return make_url(tool.settings.database_url).render_as_string(hide_password=True)


def _disk(tool: Tool) -> Iterator[Finding]:
    """Where the database lies, and where courses are unpacked."""
    file = tool.database.sqlite_file
    folders = [("disk", file.parent)] if file else []
    for subject, folder in [*folders, ("temporary files", Path(tempfile.gettempdir()))]:
        free = shutil.disk_usage(folder).free
        level = _level(free < _DISK_FAILS, free < _DISK_WARNS)
        yield Finding(subject, level, f"{free / 1e9:.1f} GB free in {folder}")


def _keys(session: Session, tool: Tool, now: datetime) -> Finding:
    try:
        keys = tool_keys.all_keys(session, tool.settings.secret)
        signing = signing_key(keys, now)
    except LtiToolError as error:
        return Finding("keys", Level.FAILED, str(error))
    if is_rotation_due(keys, now - _ROTATION_LATE):
        return Finding(
            "keys", Level.WARNING, "the rotation is late: no process of the tool is running?"
        )
    newest = max(key.signs_from for key in keys)
    until = newest + SIGNS_FOR
    return Finding("keys", Level.OK, f"{signing.kid} signs; the next one from {until:%Y-%m-%d}")


def _clock(session: Session, tool: Tool, now: datetime) -> Finding:
    """Against the database server's; and nothing can have been seen in the future."""
    if not tool.database.is_sqlite:
        theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return _apart("clock", now - theirs, "the database server's")
    last = processes.last_seen(session)
    if last is not None and last - now > _CLOCK_WARNS:
        return Finding("clock", Level.FAILED, f"it has gone back: a process was seen at {last:%c}")
    return Finding("clock", Level.OK, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _apart(subject: str, difference: timedelta, whose: str) -> Finding:
    amount = abs(difference)
    level = _level(amount >= _CLOCK_FAILS, amount >= _CLOCK_WARNS)
    way = "after" if difference < timedelta(0) else "before"
    return Finding(subject, level, f"{amount.total_seconds():.0f} s {way} {whose}")


def _courses(session: Session) -> Finding:
    active = courses.active_editions(session)
    if not active:
        return Finding("courses", Level.WARNING, "none is active: see `lti-tool course add`")
    listed = ", ".join(f"{edition.course} {edition.version}" for edition in active)
    return Finding("courses", Level.OK, listed)


def _processes(session: Session, now: datetime) -> Finding:
    running = processes.running(session, now)
    delivering = [each for each in running if each.delivers]
    if not running:
        return Finding("processes", Level.FAILED, "none is running: start `lti-tool serve`")
    if not delivering:
        return Finding(
            "processes", Level.FAILED, "none delivers scores: start `lti-tool worker` too"
        )
    versions = {each.version for each in running}
    level = Level.WARNING if len(versions) > 1 else Level.OK
    listed = ", ".join(sorted(versions))
    says = f"{len(running)} running, {len(delivering)} deliver scores, version {listed}"
    return Finding("processes", level, says)


def _outbox(session: Session, now: datetime) -> Finding:
    count, oldest = outbox.backlog(session)
    if oldest is None:
        return Finding("outbox", Level.OK, "no score waits")
    age = now - oldest
    level = _level(age >= _OUTBOX_FAILS, age >= _OUTBOX_WARNS)
    says = f"{count} wait, the oldest since {oldest:%Y-%m-%d %H:%M} UTC"
    return Finding("outbox", level, says)


def _platforms(known: list[Registration]) -> Finding:
    if not known:
        return Finding("platforms", Level.WARNING, "none is registered")
    return Finding("platforms", Level.OK, f"{len(known)} registered")


def _platform(tool: Tool, registration: Registration) -> Finding:
    """Whether its keys can be had, and how far its clock is from ours."""
    subject = f"platform {registration.id}"
    asked_at = tool.clock()
    try:
        answer = tool.outgoing.get(registration.jwks_url, {"Accept": "application/json"})
        read_key_set(answer.json())
    except (OutgoingError, KeysNotUsable) as error:
        return Finding(subject, Level.FAILED, f"{registration.name}: {error}")
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, OverflowError):
        return Finding(subject, Level.OK, f"{registration.name}: its keys can be read")
    if asked_at - timedelta(seconds=1) <= theirs <= tool.clock():  # a date has whole seconds
        return Finding(subject, Level.OK, f"{registration.name}: its keys can be read, same time")
    return _apart(subject, asked_at - theirs, f"the clock of {registration.name}")


def _level(fails: bool, warns: bool) -> Level:
    if fails:
        return Level.FAILED
    return Level.WARNING if warns else Level.OK
