from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import Ward, publish_certifying
from tests.lti_tool.clock import FakeClock


@pytest.fixture
def ward(app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path) -> Ward:
    publish_certifying(tool, tmp_path / "course")
    return Ward(app, tool, clock)
