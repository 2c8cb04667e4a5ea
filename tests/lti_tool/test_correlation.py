from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = """
import logging
import structlog
from lti_tool.correlation import configure_logging
from lti_tool.errors import NoAnswer
configure_logging(readable={readable})
log = structlog.get_logger("test")
log.debug("not kept")
log.warning("refused", check="nonce")
def find(person):
    try:
        raise LookupError(f"DETAIL: Key (person)=({{person}}) already exists.")
    except LookupError as error:
        raise ValueError(person) from error
try:
    try:
        find("Kari Nordmann")
    except ValueError:
        raise NoAnswer("the platform did not answer")
except NoAnswer:
    log.exception("broken")
    logging.getLogger("library").exception("failed")
"""


def logged(*, readable: bool) -> str:
    program = PROGRAM.format(readable=readable)
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    return ended.stderr


def test_logs_are_one_json_object_a_line() -> None:
    refused, broken = map(json.loads, logged(readable=False).splitlines()[:2])

    assert refused["event"] == "refused"
    assert refused["level"] == "warning"
    assert refused["check"] == "nonce"
    assert refused["timestamp"].endswith("Z")
    assert broken["exception"].endswith("NoAnswer: the platform did not answer")


def test_logs_can_be_read_in_development() -> None:
    text = logged(readable=True)

    assert "refused" in text
    assert "NoAnswer: the platform did not answer" in text
    assert "not kept" not in text


@pytest.mark.parametrize("readable", [True, False])
def test_an_exception_is_logged_without_the_data_in_its_words_and_variables(
    *, readable: bool
) -> None:
    text = logged(readable=readable)

    assert "Nordmann" not in text
    for told in ("builtins.LookupError", "builtins.ValueError", "in find", "line 12"):
        assert told in text
