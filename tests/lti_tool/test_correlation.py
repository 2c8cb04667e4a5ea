from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import structlog
from lti_tool.correlation import configure_logging
configure_logging(readable={readable})
log = structlog.get_logger("test")
log.debug("not kept")
log.warning("refused", check="nonce")
try:
    raise ValueError("no")
except ValueError:
    log.exception("broken")
"""


def logged(*, readable: bool) -> str:
    program = PROGRAM.format(readable=readable)
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    return ended.stderr


def test_logs_are_one_json_object_a_line() -> None:
    refused, broken = map(json.loads, logged(readable=False).splitlines())

    assert refused["event"] == "refused"
    assert refused["level"] == "warning"
    assert refused["check"] == "nonce"
    assert refused["timestamp"].endswith("Z")
    assert "ValueError: no" in broken["exception"]


def test_logs_can_be_read_in_development() -> None:
    text = logged(readable=True)

    assert "refused" in text
    assert "ValueError: no" in text
    assert "not kept" not in text
