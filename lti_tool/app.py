"""The web application: parts, blueprints, error pages, headers."""

from __future__ import annotations

import random

from flask import Flask

from lti_tool import correlation, security_headers
from lti_tool.clock import Clock, system_clock
from lti_tool.forwarded import TrustedProxies
from lti_tool.outgoing import Outgoing
from lti_tool.settings import Settings
from lti_tool.tool import build_tool, install
from lti_tool.views import (
    api,
    check,
    content,
    errors,
    health,
    jwks,
    launch,
    login,
    pages,
    paths,
    proof,
    register,
    setup,
    shell,
)

_MAX_REQUEST_BYTES = 512 * 1024
"""The largest thing that anybody sends us is a launch with its signed token."""


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    outgoing: Outgoing | None = None,
    randomness: random.Random | None = None,
) -> Flask:
    """Wire the tool. The database must have been upgraded (`storage.upgrade.upgrade`)."""
    tool = build_tool(settings, clock=clock, outgoing=outgoing, randomness=randomness)
    app = Flask("lti_tool", static_folder=None)
    # Werkzeug sends `/lti//login` on to the tidied address at whatever host the request names.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = _MAX_REQUEST_BYTES
    install(tool, app.extensions)
    correlation.init_app(app)
    security_headers.init_app(app)
    errors.init_app(app)
    paths.init_app(app)
    for module in (
        health,
        jwks,
        login,
        check,
        launch,
        pages,
        register,
        setup,
        shell,
        api,
        content,
        proof,
    ):
        app.register_blueprint(module.bp)
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app
