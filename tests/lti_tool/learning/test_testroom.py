from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.learning import testroom
from lti_tool.learning.shelf import Shelf
from lti_tool.learning.testroom import PutOff, hand_in_overdue
from lti_tool.storage.attempts import AttemptRow
from lti_tool.tool import Tool
from tests.lti_tool.classroom import a_launch, launched, publish, queued_scores
from tests.lti_tool.clock import FakeClock


@pytest.fixture
def overdue(app: Flask, tool: Tool, clock: FakeClock, sample_course: Path) -> list[str]:
    """The attempts of three people who have gone; the first two name a question that is gone."""
    publish(tool.database, sample_course)
    attempts = []
    for person in ("anne", "bo", "cecilie"):
        attempts.append(launched(app, tool, a_launch(person)).start()["attempt"])
        clock.advance(seconds=1)
    gone = [["no-such-question", None, "ab"]]
    with tool.database.begin() as session:
        session.execute(update(AttemptRow).where(AttemptRow.id.in_(attempts[:2])).values(form=gone))
    clock.advance(minutes=61)
    return attempts


def open_attempts(tool: Tool) -> list[str]:
    with tool.database.read() as session:
        return list(
            session.scalars(
                select(AttemptRow.id)
                .where(AttemptRow.ended_at.is_(None))
                .order_by(AttemptRow.deadline)
            )
        )


def test_tests_that_cannot_be_scored_keep_no_other_waiting(
    tool: Tool, clock: FakeClock, overdue: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testroom, "_SWEEP_SIZE", 2)  # a whole page of them

    assert hand_in_overdue(tool.database, tool.shelf, clock()) == 1

    assert open_attempts(tool) == overdue[:2]
    assert [message["userId"] for message in queued_scores(tool)] == ["cecilie"]


def test_a_test_that_failed_is_left_alone_for_a_while(
    tool: Tool, clock: FakeClock, overdue: list[str]
) -> None:
    put_off: PutOff = {}
    hand_in_overdue(tool.database, tool.shelf, clock(), put_off)
    assert {attempt for _, attempt in put_off} == set(overdue[:2])
    with tool.database.begin() as session:
        session.execute(update(AttemptRow).where(AttemptRow.ended_at.is_(None)).values(form=[]))

    assert hand_in_overdue(tool.database, tool.shelf, clock(), put_off) == 0
    later = clock() + timedelta(minutes=10)
    assert hand_in_overdue(tool.database, tool.shelf, later, put_off) == 2
    assert put_off == {}


def test_who_is_given_more_time_at_the_last_moment_keeps_the_test(
    tool: Tool, clock: FakeClock, overdue: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_more_time(*_: object) -> None:
        """Comes between the sweep's look and its hold."""
        with tool.database.begin() as session:
            later = clock() + timedelta(minutes=5)
            session.execute(update(AttemptRow).values(deadline=later))

    monkeypatch.setattr(Shelf, "fetch", give_more_time)

    assert hand_in_overdue(tool.database, tool.shelf, clock()) == 0

    assert sorted(open_attempts(tool)) == sorted(overdue)
    assert queued_scores(tool) == []
