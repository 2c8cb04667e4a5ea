from __future__ import annotations

from datetime import timedelta
from threading import Event

from structlog.testing import capture_logs

from lti_tool.periodic import Task, run_until
from tests.lti_tool.clock import START, FakeClock


def test_a_task_runs_when_it_is_due() -> None:
    runs: list[int] = []
    task = Task("count", lambda: runs.append(1), every=timedelta(minutes=1))

    for seconds in (0, 59, 60, 61, 120):
        task.run_if_due(START + timedelta(seconds=seconds))

    assert len(runs) == 3


def test_what_goes_wrong_in_one_task_stops_no_other(clock: FakeClock) -> None:
    stop = Event()
    failing = Task("failing", lambda: 1 / 0, every=timedelta(hours=1))
    last = Task("last", stop.set, every=timedelta(hours=1))

    with capture_logs() as logs:
        run_until(stop, [failing, last], clock)

    assert stop.is_set()
    assert [(line["event"], line["task"]) for line in logs] == [("task interrupted", "failing")]
    assert failing.due_at == START + timedelta(seconds=15)
