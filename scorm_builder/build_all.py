"""Every municipality in every profile: in parallel, and only what has changed."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from multiprocessing.synchronize import Event
from pathlib import Path

from courseware.errors import CourseNotReadable, InvalidCourse
from courseware.localization import available
from courseware.model import Language
from courseware.problems import Problem
from scorm_builder.build_key import Cache, Inputs
from scorm_builder.building import build_package
from scorm_builder.errors import BuilderError, CannotWrite, UnfitForProfile, WrongUse
from scorm_builder.package import Member
from scorm_builder.profiles import PROFILES
from scorm_builder.report import report_files
from scorm_builder.source import Identity, Source, open_source


class Outcome(StrEnum):
    BUILT = "built"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left-out"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """
    What is to be built, and how.

    profiles: in the order of the table. chosen: whether the author named them.
    out: the folder for all of it. language: of what is said; opens_in: of the packages.
    """

    folder: Path
    localizations: Path
    today: date
    profiles: Sequence[str]
    chosen: bool
    out: Path
    language: str
    release: bool = False
    certifying: tuple[str, ...] = ()
    served_at: str | None = None
    opens_in: str | None = None
    browser: Path | None = None
    practice: bool = False

    def source(self, localization: str | None) -> Source:
        return open_source(
            self.folder,
            localization=localization,
            localizations=self.localizations,
            today=self.today,
            release=self.release,
            certifying=self.certifying,
            served_at=self.served_at,
            opens_in=self.opens_in,
            practice=self.practice,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """One file to be built. reads_in: the language of a paper; None where all are in one file."""

    localization: str
    profile: str
    out: Path
    reads_in: Language | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the summary. why: a sentence where nothing was built."""

    target: Target
    outcome: Outcome
    sha256: str = ""
    size: int = 0
    why: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    """Files of one localization: its course is read once."""

    localization: str
    targets: tuple[Target, ...]


class _Stopped(Exception):
    """Ctrl-C, told to a worker."""


def municipalities(localizations: Path, wanted: Sequence[str]) -> list[str]:
    """
    All municipalities, or those of `wanted`, where a region stands for all of its own.

    Raises WrongUse when there are none, or one that is wanted does not exist.
    """
    known = [each.id for each in available(localizations)]
    for name in wanted:
        if name not in known:
            raise WrongUse("no-such-localization", name=name, known=", ".join(known) or "–")
    found = [
        each
        for each in known
        if "/" in each and (not wanted or each in wanted or each.split("/")[0] in wanted)
    ]
    if not found:
        raise WrongUse("no-municipalities", folder=str(localizations))
    return found


def targets(order: Order, course: Identity, localizations: Sequence[str]) -> list[Target]:
    """Every file, in the order of the table: of a paper one for each language asked for."""
    languages = (order.opens_in,) if order.opens_in else course.languages
    return [
        Target(localization, profile, order.out / name, reads_in)
        for localization in localizations
        for profile in order.profiles
        for reads_in in (languages if PROFILES[profile].is_paper else (None,))
        for name in [file_name(course.id, localization, profile, reads_in)]
    ]


def file_name(course_id: str, localization: str, profile: str, reads_in: str | None) -> str:
    """reads_in: as of a `Target`."""
    own = "-".join(filter(None, (profile, reads_in)))
    return f"{course_id}-{localization.replace('/', '-')}-{own}{PROFILES[profile].suffix}"


def build_all(
    order: Order,
    course_id: str,
    wished: Sequence[Target],
    progress: Callable[[Row], None],
    workers: int | None = None,
) -> list[Row]:
    """
    Build what has changed; `progress` is told each row as it is done.

    An interrupt, a full disk or a folder that cannot be written to ends it all, with whole files or
    none. Raises CannotWrite.
    """
    options = {
        "release": order.release,
        "certifying": sorted(order.certifying),
        "served_at": order.served_at,
        "opens_in": order.opens_in,
        "axe": order.browser is not None,
        "practice": order.practice,
    }
    inputs = Inputs(order.folder, order.localizations, course_id, options)
    cache = Cache(order.out)
    rows: dict[Target, Row] = {}
    keys: dict[Target, str] = {}

    def done(row: Row) -> None:
        rows[row.target] = row
        if row.outcome in (Outcome.BUILT, Outcome.LEFT_OUT):
            out = row.target.out
            cache.remember((out, *report_files(out)), keys[row.target])
        progress(row)

    waiting: dict[str, list[Target]] = {}
    for target in wished:
        localization, out = target.localization, target.out
        keys[target] = inputs.key(localization, target.profile, order.language)
        known = cache.holds((out, *report_files(out)), keys[target])
        sha256 = cache.sha256_of(out) if known else ""
        if sha256:
            done(Row(target, Outcome.UNCHANGED, sha256, out.stat().st_size))
        elif known and not order.chosen:
            done(Row(target, Outcome.LEFT_OUT))
        else:
            waiting.setdefault(localization, []).append(target)
    jobs = [_Job(localization, tuple(many)) for localization, many in waiting.items()]
    for row in _built(order, jobs, workers or os.cpu_count() or 1):
        done(row)
    return [rows[target] for target in wished]


def _built(order: Order, jobs: list[_Job], workers: int) -> Iterator[Row]:
    if len(jobs) < workers:  # one file each, so that no core waits
        jobs = [_Job(job.localization, (target,)) for job in jobs for target in job.targets]
    if workers == 1 or len(jobs) < 2:
        for job in jobs:
            yield from _rows(order, job, lambda member: member)
        return
    # Not forked: a library that has threads here (Typst has) would wait for them for ever there.
    fresh = multiprocessing.get_context("spawn")
    stop = fresh.Event()
    with ProcessPoolExecutor(
        min(workers, len(jobs)), fresh, initializer=_begin, initargs=(stop,)
    ) as pool:
        with _deaf_to_interrupts():  # from their first moment
            futures: list[Future[list[Row]]] = [pool.submit(_work, order, job) for job in jobs]
        try:
            for future in as_completed(futures):
                yield from future.result()
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes that start meanwhile stay so: a worker leaves Ctrl-C to its parent."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


_stop: Event | None = None


def _begin(stop: Event) -> None:
    """The parent says when to stop."""
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(order: Order, job: _Job) -> list[Row]:
    return list(_rows(order, job, _unless_stopped))


def _unless_stopped(member: Member) -> Member:
    if _stop is not None and _stop.is_set():
        raise _Stopped
    return member


def _rows(order: Order, job: _Job, between: Callable[[Member], Member]) -> Iterator[Row]:
    try:
        source = order.source(job.localization)
    except InvalidCourse as error:
        for target in job.targets:
            yield Row(target, Outcome.FAILED, problems=tuple(error.problems))
        return
    except CourseNotReadable as error:
        problem = error.problem
        why = f"{problem.file}: {problem.what(order.language)} {problem.mend(order.language)}"
        for target in job.targets:
            yield Row(target, Outcome.FAILED, why=why)
        return
    for target in job.targets:
        read = source.opening_in(target.reads_in) if target.reads_in else source
        yield _row(order, read, target, between)


def _row(order: Order, source: Source, target: Target, between: Callable[[Member], Member]) -> Row:
    try:
        built = build_package(
            source, target.profile, target.out, order.language, between, order.browser
        )
    except CannotWrite:
        raise
    except BuilderError as error:
        left_out = isinstance(error, UnfitForProfile) and error.code == "served-at-missing"
        outcome = Outcome.LEFT_OUT if left_out and not order.chosen else Outcome.FAILED
        return Row(target, outcome, why=error.text(order.language))
    return Row(target, Outcome.BUILT, built.sha256, built.size, problems=source.warnings)
