"""
Tests the connection to a platform from our side, and keeps what was found.

At the registration: are its keys to be had, are ours, do the clocks agree, does it give a token?
It asks and never writes: no grade is touched.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import structlog

from lti_tool.errors import AddressRefused, KeysNotUsable, LtiToolError, OutgoingError, TokenRefused
from lti_tool.outgoing import Answer
from lti_tool.protocol.grades import SCORE_SCOPE
from lti_tool.protocol.platform_keys import read_key_set
from lti_tool.protocol.registration import Registration
from lti_tool.storage import connection_checks
from lti_tool.storage.connection_checks import Check, Outcome
from lti_tool.tool import Tool

log = structlog.get_logger(__name__)

PAUSE = timedelta(seconds=10)
"""Between two tests of the same platform: each makes the platform work."""

SKEW_NOTICED = timedelta(seconds=20)
SKEW_TOO_LARGE = timedelta(seconds=60)
"""Messages of platforms live a minute, and no launch is let in outside the leeway."""

_USUAL_PORTS = (None, 80, 443)


def at_registration(tool: Tool, registration: Registration) -> list[Check]:
    """The first stage; never raises for what the platform does."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        keys = pool.submit(_platform_keys, tool, registration)
        own = pool.submit(_own_keys, tool)
        token = pool.submit(_token, tool, registration)
        of_platform, of_token, of_own = keys.result(), token.result(), own.result()
    if of_token.outcome is Outcome.OK:
        # The platform has checked our signature, so it has read our keys.
        of_own = Check("tool_keys", Outcome.OK, "used", of_token.checked_at)
    checks = [*of_platform, of_own, of_token]
    _keep(tool, registration, checks)
    return checks


def again(tool: Tool, registration: Registration) -> None:
    """The first stage once more, unless that was done a moment ago."""
    with tool.database.read() as session:
        known = connection_checks.of_registration(session, registration.id)
    newest = max((check.checked_at for check in known), default=None)
    if newest is None or tool.clock() - newest >= PAUSE:
        at_registration(tool, registration)


def _keep(tool: Tool, registration: Registration, checks: list[Check]) -> None:
    with tool.database.begin() as session:
        connection_checks.keep(session, registration.id, checks)
    log.info(
        "connection tested",
        registration=registration.id,
        **{check.name: f"{check.outcome} {check.finding}" for check in checks},
    )


def _platform_keys(tool: Tool, registration: Registration) -> list[Check]:
    now = tool.clock()
    try:
        answer = tool.outgoing.get(registration.jwks_url, {"Accept": "application/json"})
    except OutgoingError as error:
        return [Check("platform_keys", Outcome.FAILED, "no_answer", now, {"detail": str(error)})]
    clock = _clock(answer, tool.clock())
    try:
        if answer.status != 200:
            raise KeysNotUsable(f"it answered {answer.status}")
        read_key_set(answer.json())
    except LtiToolError as error:
        keys = Check("platform_keys", Outcome.FAILED, "no_keys", now, {"detail": str(error)})
    else:
        keys = Check("platform_keys", Outcome.OK, "read", now)
    return [keys, clock]


def _clock(answer: Answer, now: datetime) -> Check:
    """By the `Date` of an answer, in whole seconds, plus the time that it took to come."""
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return Check("clock", Outcome.WARNING, "not_told", now)
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    seconds = round((told - now).total_seconds())
    skew = timedelta(seconds=abs(seconds))
    if skew <= SKEW_NOTICED:
        return Check("clock", Outcome.OK, "agrees", now, {"seconds": abs(seconds)})
    outcome = Outcome.WARNING if skew <= SKEW_TOO_LARGE else Outcome.FAILED
    finding = "ahead" if seconds > 0 else "behind"
    return Check("clock", outcome, finding, now, {"seconds": abs(seconds)})


def _own_keys(tool: Tool) -> Check:
    """As far as we can tell: our own address, asked from here by its public name."""
    now, url = tool.clock(), tool.settings.jwks_url
    try:
        answer = tool.outgoing.get(url, {"Accept": "application/json"})
        if answer.status != 200:
            raise KeysNotUsable(f"it answered {answer.status}")
        published = read_key_set(answer.json())
    except AddressRefused:
        return Check("tool_keys", Outcome.WARNING, "private", now, {"url": url})
    except LtiToolError as error:
        return Check(
            "tool_keys", Outcome.WARNING, "no_answer", now, {"url": url, "detail": str(error)}
        )
    if tool.keys.signing().kid not in published:
        return Check("tool_keys", Outcome.FAILED, "not_ours", now, {"url": url})
    port = urlsplit(url).port
    if port not in _USUAL_PORTS:
        return Check("tool_keys", Outcome.WARNING, "port", now, {"url": url, "port": port or 0})
    return Check("tool_keys", Outcome.OK, "read", now)


def _token(tool: Tool, registration: Registration) -> Check:
    now = tool.clock()
    try:
        tool.access_tokens.renew(registration, frozenset({SCORE_SCOPE}))
    except TokenRefused as error:
        details: dict[str, str | int] = {"status": error.status, "detail": error.detail}
        return Check("token", Outcome.WARNING, "refused", now, details)
    except OutgoingError as error:
        return Check("token", Outcome.FAILED, "no_answer", now, {"detail": str(error)})
    return Check("token", Outcome.OK, "given", now)
