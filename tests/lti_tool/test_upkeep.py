from __future__ import annotations

from threading import Event

from lti_tool.storage import processes, tool_keys
from lti_tool.tool import Tool
from lti_tool.upkeep import Upkeep
from tests.lti_tool.clock import FakeClock


def test_a_process_is_known_while_it_lives_and_no_longer(tool: Tool, clock: FakeClock) -> None:
    web, worker = Upkeep(tool, delivers=False), Upkeep(tool, delivers=True)
    web.beat()
    worker.beat()
    clock.advance(seconds=90)
    worker.beat()

    with tool.database.read() as session:
        assert {each.delivers for each in processes.running(session, clock())} == {False, True}
    clock.advance(seconds=60)
    with tool.database.read() as session:
        assert [each.delivers for each in processes.running(session, clock())] == [True]
    worker.leave()
    with tool.database.read() as session:
        assert processes.running(session, clock()) == []


def test_any_process_rotates_the_keys_when_they_are_due(tool: Tool, clock: FakeClock) -> None:
    web, worker = Upkeep(tool, delivers=False), Upkeep(tool, delivers=True)
    clock.advance(days=89)

    web.tend_keys()
    worker.tend_keys()

    with tool.database.read() as session:
        assert len(tool_keys.all_keys(session, tool.settings.secret)) == 2


def test_a_process_that_is_told_to_stop_takes_its_leave(tool: Tool, clock: FakeClock) -> None:
    upkeep, stop = Upkeep(tool, delivers=True), Event()
    upkeep.beat()
    stop.set()

    upkeep.run(stop)

    with tool.database.read() as session:
        assert processes.running(session, clock()) == []
