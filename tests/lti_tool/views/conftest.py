from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.tool import Tool
from tests.lti_tool.classroom import Browser, a_launch, launched, publish


@pytest.fixture
def edition(tool: Tool, sample_course: Path, sample_localizations: Path) -> str:
    """The sample course, published and active."""
    return publish(tool.database, sample_course, sample_localizations)


@pytest.fixture
def anne(app: Flask, tool: Tool, edition: str) -> Browser:
    """A learner who has opened the course."""
    return launched(app, tool, a_launch("anne"))


@pytest.fixture
def bo(app: Flask, tool: Tool, edition: str) -> Browser:
    """Another learner in the same link."""
    return launched(app, tool, a_launch("bo"))
