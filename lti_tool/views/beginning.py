"""
A login is written down before anybody has proved anything, so how much of that is kept is bounded.

Nobody is refused for it: what a flood crowds out are the oldest logins of whichever networks have
begun most at that platform, and an honest one is through in seconds.
"""

from __future__ import annotations

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from lti_tool.asker import asker
from lti_tool.protocol.login import Login, LoginRequest, start_login
from lti_tool.protocol.registration import Registration
from lti_tool.storage import logins
from lti_tool.tool import Tool

MOST_WAITING = 2_000
"""Of one platform, in the ten minutes that a login lives. A row takes 1 KB, or 16 at the worst."""
LOOKS_EVERY = 100
"""Logins that a process begins between two looks at how many wait."""


def begin(
    tool: Tool, session: Session, asked: LoginRequest, registration: Registration, now: datetime
) -> tuple[Login, str]:
    """A new login, kept, and the secret that the browser must bring back."""
    login, secret = start_login(asked, registration, now)
    logins.start(session, login, asker(request.remote_addr, tool.settings.secret))
    if next(tool.logins_begun) % LOOKS_EVERY == 0:
        logins.forget_surplus(session, registration.id, MOST_WAITING)
    return login, secret
