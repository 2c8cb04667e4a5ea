"""
The law of a sitting: whatever order things happen in, no answer is lost and there is one result.

A machine answers, reloads, hands in twice, lets time pass, sweeps as a worker does, loses power in
the middle of a transaction, and starts the tool anew; a model beside it knows what must be there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event, select

from lti_tool.app import create_app
from lti_tool.learning.attempts import GRACE
from lti_tool.learning.testroom import hand_in_overdue
from lti_tool.settings import DEVELOPMENT_SECRET, Settings
from lti_tool.storage.attempts import AttemptRow
from lti_tool.storage.database import Database
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    Browser,
    a_launch,
    launched,
    publish,
    queued_scores,
    right_answers,
    saved_answers,
)
from tests.lti_tool.clock import FakeClock
from tests.sample_course import write_course


class PowerCut(BaseException):
    """Nothing in the tool catches it."""


class Sittings(RuleBasedStateMachine):
    """One learner and one test of an hour."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="kurspakke-laws-"))
        self.file = shutil.copyfile(self.template, self.folder / "k.sqlite3")
        self.clock = FakeClock()
        self.given: dict[int, str] = {}
        self.ended: tuple[Any, ...] | None = None

    @initialize()
    def begin(self) -> None:
        self.start_tool()
        view = self.browser.start()
        self.attempt = view["attempt"]
        self.of = len(view["items"])
        self.ends = self.clock.now + timedelta(minutes=60)
        self.keys = right_answers(self.tool, self.attempt)

    def start_tool(self) -> None:
        of_here = Settings(
            url="https://kurs.example.no",
            database_url=f"sqlite:///{self.file}",
            secret=DEVELOPMENT_SECRET,
            development=True,
            loopback_platforms=True,
        )
        self.app: Flask = create_app(of_here, clock=self.clock)
        self.tool: Tool = self.app.extensions["kurspakke"]
        self.browser: Browser = launched(self.app, self.tool, a_launch("anne"))

    def teardown(self) -> None:
        if hasattr(self, "tool"):
            self.tool.database.close()
        shutil.rmtree(self.folder)

    @property
    def is_over(self) -> bool:
        return self.ended is not None or self.clock.now > self.ends + GRACE

    @rule(position=st.integers(0, 2), right=st.booleans())
    def answer(self, position: int, right: bool) -> None:
        response = self.keys[position] if right else ""
        over = self.is_over

        status = self.browser.answer(self.attempt, position, response).status_code

        assert status == (409 if over else 200)
        if not over:
            self.given[position] = response

    @rule(position=st.integers(0, 2))
    def lose_power_while_answering(self, position: int) -> None:
        """The browser gets no answer, keeps its own, and sends it again when there is power."""
        if self.is_over:
            return
        response = self.keys[position]
        with power_cut(self.tool.database), pytest.raises(PowerCut):
            self.browser.answer(self.attempt, position, response)
        self.restart()
        assert self.browser.answer(self.attempt, position, response).status_code == 200
        self.given[position] = response

    @rule()
    def lose_power_while_handing_in(self) -> None:
        over = self.is_over
        if self.ended is None:
            with power_cut(self.tool.database), pytest.raises(PowerCut):
                self.browser.submit(self.attempt)
        self.restart()
        if not over:
            assert self.row().ended_at is None, "half handed in"

    @rule(times=st.integers(1, 3))
    def hand_in(self, times: int) -> None:
        answers = {self.browser.submit(self.attempt).text for _ in range(times)}

        assert len({self.without_delivery(text) for text in answers}) == 1
        self.look_at_the_end()

    @rule(minutes=st.sampled_from([1, 20, 45]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        if self.is_over or self.clock.now > self.ends:
            self.restart()  # the visit may be too old by now; a new one is opened

    @rule()
    def a_worker_sweeps(self) -> None:
        hand_in_overdue(self.tool.database, self.tool.shelf, self.clock())
        if self.row().ended_at is not None:
            self.look_at_the_end()

    @rule()
    def reload(self) -> None:
        """What was answered is there, in a new visit too."""
        if self.row().ended_at is not None:  # also when an answer that came too late ended it
            self.look_at_the_end()
            return
        self.restart()
        view = self.browser.start()
        assert view["attempt"] == self.attempt
        shown = {position: text for position, text in enumerate(view["responses"]) if text}
        assert shown == {position: text for position, text in self.given.items() if text}
        if view["submitted"]:
            self.look_at_the_end()

    @precondition(lambda self: hasattr(self, "attempt"))
    @invariant()
    def nothing_is_lost_and_nothing_is_twice(self) -> None:
        with self.tool.database.read() as session:
            rows = session.scalars(select(AttemptRow)).all()
        assert len(rows) == 1
        assert saved_answers(self.tool, self.attempt) == self.given
        if self.ended is not None:
            assert self.end_of(rows[0]) == self.ended
        assert len(queued_scores(self.tool)) <= 1

    def look_at_the_end(self) -> None:
        row = self.row()
        right = sum(self.given.get(n, "") == key for n, key in enumerate(self.keys))
        assert row.ended_at is not None
        assert row.passed == (right == self.of)
        assert row.ended_at == self.ends if row.by_clock else row.ended_at <= self.ends + GRACE
        if self.ended is None:
            self.ended = self.end_of(row)
        assert self.end_of(row) == self.ended

    def row(self) -> AttemptRow:
        with self.tool.database.read() as session:
            row = session.scalars(select(AttemptRow)).one()
            session.expunge(row)
            return row

    def restart(self) -> None:
        self.tool.database.close()
        self.start_tool()

    @staticmethod
    def end_of(row: AttemptRow) -> tuple[Any, ...]:
        return (row.ended_at, row.by_clock, row.earned, row.possible, row.percent, row.passed)

    @staticmethod
    def without_delivery(text: str) -> str:
        return text.partition('"delivery"')[0]


@contextmanager
def power_cut(database: Database) -> Iterator[None]:
    """Everything is written, and then the power goes: nothing was committed."""

    def fail(_: Any) -> None:
        raise PowerCut

    event.listen(database.engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(database.engine, "commit", fail)


@pytest.fixture(scope="module")
def published(upgraded_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample course in it, to be copied."""
    folder = tmp_path_factory.mktemp("laws")
    file = shutil.copyfile(upgraded_sqlite, folder / "published.sqlite3")
    database = Database(f"sqlite:///{file}")
    publish(database, write_course(folder))
    database.close()
    return file


def test_no_order_of_events_loses_an_answer_or_makes_two_results(published: Path) -> None:
    class OfThisRun(Sittings):
        template = published

    case = OfThisRun.TestCase
    case.settings = settings(
        max_examples=6,
        stateful_step_count=15,
        deadline=None,
        phases=[Phase.generate],  # a failure prints its steps; making them fewer takes minutes
        suppress_health_check=[HealthCheck.too_slow],
    )
    run: Callable[[], None] = case("runTest").runTest
    run()
