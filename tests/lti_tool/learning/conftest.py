from __future__ import annotations

from tests.lti_tool.views.conftest import anne, bo, edition

__all__ = ["anne", "bo", "edition"]
