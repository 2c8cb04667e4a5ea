"""
What we compare with: PyLTI1p3 and Flask as their documentation shows, everything kept in memory.

It makes the checks that PyLTI1p3 makes, with the platform's keys in its configuration, and answers
with a small page. It writes nothing to any disk and asks nobody.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template_string, request
from pylti1p3.contrib.flask import (
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.tool_config import ToolConfDict

LOGIN, LAUNCH = "/lti/login", "/lti/launch"
_PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><p>{{ sub }}</p>"


class Memory:
    """The cache that PyLTI1p3 wants, as a dictionary."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self._values.get(key)

    def set(self, key: str, value: Any, _lifetime: int | None = None) -> None:
        self._values[key] = value


def create_minimal_tool(platform: dict[str, Any], issuer: str) -> Flask:
    """platform: what PyLTI1p3's configuration says of one platform, with its `key_set`."""
    app = Flask("minimal_tool")
    app.secret_key = "for a benchmark only"
    config = ToolConfDict({issuer: platform})
    memory = Memory()

    @app.post(LOGIN)
    def login() -> Any:
        storage = FlaskCacheDataStorage(memory)
        oidc = FlaskOIDCLogin(FlaskRequest(), config, launch_data_storage=storage)
        return oidc.redirect(request.form["target_link_uri"])

    @app.post(LAUNCH)
    def launch() -> str:
        storage = FlaskCacheDataStorage(memory)
        message = FlaskMessageLaunch(FlaskRequest(), config, launch_data_storage=storage)
        data = message.get_launch_data()
        link = data["https://purl.imsglobal.org/spec/lti/claim/resource_link"]
        return render_template_string(_PAGE, title=link["title"], sub=data["sub"])

    return app
