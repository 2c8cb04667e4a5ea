"""
Tests the connection to a platform from our side, and keeps what was found.

Three stages: at the registration (keys both ways, clocks, a token), at the first launch of somebody
who teaches (rights, column, members), and after the first score (does it stand there?). It asks and
never writes: no grade is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import structlog

from lti_tool.errors import (
    AddressRefused,
    KeysNotUsable,
    LtiToolError,
    MembersRefused,
    NoAnswer,
    OutgoingError,
    ResultsRefused,
    TokenRefused,
)
from lti_tool.outgoing import Answer
from lti_tool.protocol.dynamic_registration import LINE_ITEM_READ_SCOPE, SCOPES
from lti_tool.protocol.grades import RESULT_SCOPE, SCORE_SCOPE, is_share, read_score
from lti_tool.protocol.memberships import MEMBERS_SCOPE, read_members
from lti_tool.protocol.platform_keys import read_key_set
from lti_tool.protocol.registration import Registration, Tenant
from lti_tool.score_service import read_result
from lti_tool.storage import connection_checks
from lti_tool.storage.connection_checks import Check, Outcome
from lti_tool.storage.score_leases import Leased
from lti_tool.tool import Tool

log = structlog.get_logger(__name__)

PAUSE = timedelta(seconds=10)
"""Between two tests of the same platform: each makes the platform work."""

LOOKS_AGAIN = timedelta(minutes=10)
"""At what was not in order, when somebody comes by."""

LINE_ITEM_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_USABLE = frozenset({*SCOPES, LINE_ITEM_SCOPE})
_SECOND_STAGE = frozenset({"scopes", "service_token", "line_item", "members"})

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


@dataclass(frozen=True, slots=True)
class Services:
    """What a launch says that the tool may use: the second stage holds it to that."""

    tenant: Tenant
    scopes: frozenset[str]
    line_item: str | None
    memberships_url: str | None

    @property
    def granted(self) -> frozenset[str]:
        """Platforms list the members' scope nowhere; naming the service's address is the grant."""
        members = {MEMBERS_SCOPE} if self.memberships_url is not None else set()
        return frozenset((self.scopes & _USABLE) | members)


def is_due_at_launch(found: Sequence[Check], now: datetime) -> bool:
    """Whether the second stage is to be run: never done, or not in order a while ago."""
    second = [check for check in found if check.name in _SECOND_STAGE]
    if not second:
        return True
    in_order = all(check.outcome is Outcome.OK for check in second)
    return not in_order and now - max(check.checked_at for check in second) >= LOOKS_AGAIN


def may_run_at_launch(found: Sequence[Check], now: datetime) -> bool:
    """Whether the second stage has rested long enough to be run once more."""
    second = (check.checked_at for check in found if check.name in _SECOND_STAGE)
    newest = max(second, default=None)
    return newest is None or now - newest >= PAUSE


def at_launch(tool: Tool, registration: Registration, services: Services) -> None:
    """The second stage, asked for by the page that the launch opened: the launch pays nothing."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        token = pool.submit(_service_token, tool, registration, services)
        line_item = pool.submit(_line_item, tool, registration, services)
        members = pool.submit(_members, tool, registration, services)
        checks = [
            _scopes(services, tool.clock()),
            token.result(),
            line_item.result(),
            members.result(),
        ]
    deployment_id = services.tenant.deployment_id
    _keep(tool, registration, [replace(check, deployment_id=deployment_id) for check in checks])


def after_score(tool: Tool, registration: Registration, leased: Leased) -> None:
    """The third stage: read a score that has just been sent, unless an earlier one was found."""
    deployment_id = leased.tenant.deployment_id
    with tool.database.read() as session:
        found = connection_checks.of_registration(session, registration.id, deployment_id)
    known = next((check for check in found if check.name == "score"), None)
    now = tool.clock()
    if known is not None and (known.outcome is Outcome.OK or now - known.checked_at < LOOKS_AGAIN):
        return
    check = replace(_score(tool, registration, leased), deployment_id=deployment_id)
    _keep(tool, registration, [check])


def _scopes(services: Services, now: datetime) -> Check:
    missing = [scope for scope in SCOPES if scope not in services.granted]
    if LINE_ITEM_READ_SCOPE in missing and LINE_ITEM_SCOPE in services.granted:
        missing.remove(LINE_ITEM_READ_SCOPE)
    if not missing:
        return Check("scopes", Outcome.OK, "granted", now)
    names = ", ".join(scope.rpartition("/scope/")[2] for scope in missing)
    return Check("scopes", Outcome.WARNING, "missing", now, {"missing": names})


def _service_token(tool: Tool, registration: Registration, services: Services) -> Check:
    if not services.granted:
        return Check("service_token", Outcome.WARNING, "nothing", tool.clock())
    return _asked_token(tool, registration, services.granted, "service_token", Outcome.FAILED)


def _line_item(tool: Tool, registration: Registration, services: Services) -> Check:
    now, name = tool.clock(), "line_item"
    if services.line_item is None:
        return Check(name, Outcome.WARNING, "none", now)
    scope = next(
        (each for each in (LINE_ITEM_READ_SCOPE, LINE_ITEM_SCOPE) if each in services.granted), None
    )
    if scope is None:
        return Check(name, Outcome.WARNING, "no_right", now)
    try:
        answer = tool.access_tokens.get(
            registration, frozenset({scope}), services.line_item, {"Accept": LINE_ITEM_TYPE}
        )
        if not answer.is_success:
            return Check(name, Outcome.FAILED, "refused", now, {"status": answer.status})
        if not isinstance(answer.json(), dict):
            raise NoAnswer("the answer is no line item")
    except TokenRefused as error:
        return Check(name, Outcome.FAILED, "refused", now, {"status": error.status})
    except OutgoingError as error:
        return Check(name, Outcome.FAILED, "no_answer", now, {"detail": str(error)})
    return Check(name, Outcome.OK, "read", now)


def _members(tool: Tool, registration: Registration, services: Services) -> Check:
    now, name = tool.clock(), "members"
    if services.memberships_url is None:
        return Check(name, Outcome.WARNING, "none", now)
    try:
        members = read_members(
            tool.access_tokens, registration, services.memberships_url, tool.clock
        )
    except (MembersRefused, TokenRefused) as error:
        return Check(name, Outcome.FAILED, "refused", now, {"status": error.status})
    except OutgoingError as error:
        return Check(name, Outcome.FAILED, "no_answer", now, {"detail": str(error)})
    return Check(name, Outcome.OK, "read", now, {"count": len(members.people)})


def _score(tool: Tool, registration: Registration, leased: Leased) -> Check:
    now, name = tool.clock(), "score"
    if RESULT_SCOPE not in leased.scopes:
        return Check(name, Outcome.WARNING, "no_right", now)
    try:
        shown = read_result(tool.access_tokens, registration, leased.line_item, leased.user_id)
        is_there = is_share(shown.share, read_score(leased.message))
    except (ResultsRefused, TokenRefused) as error:
        return Check(name, Outcome.WARNING, "refused", now, {"status": error.status})
    except OutgoingError as error:
        return Check(name, Outcome.WARNING, "no_answer", now, {"detail": str(error)})
    if is_there:
        return Check(name, Outcome.OK, "read_back", now)
    return Check(name, Outcome.WARNING, "differs", now)


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
    clock = clock_check(answer, tool.clock())
    try:
        if answer.status != 200:
            raise KeysNotUsable(f"it answered {answer.status}")
        read_key_set(answer.json())
    except LtiToolError as error:
        keys = Check("platform_keys", Outcome.FAILED, "no_keys", now, {"detail": str(error)})
    else:
        keys = Check("platform_keys", Outcome.OK, "read", now)
    return [keys, clock]


def clock_check(answer: Answer, now: datetime) -> Check:
    """By the `Date` of an answer, in whole seconds, plus the time that it took to come."""
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, OverflowError):
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
    # A tool that waits to be activated gets none either, so it is no failure yet.
    return _asked_token(tool, registration, frozenset({SCORE_SCOPE}), "token", Outcome.WARNING)


def _asked_token(
    tool: Tool, registration: Registration, scopes: frozenset[str], name: str, refused: Outcome
) -> Check:
    now = tool.clock()
    try:
        tool.access_tokens.renew(registration, scopes)
    except TokenRefused as error:
        details: dict[str, str | int] = {"status": error.status, "detail": error.detail}
        return Check(name, refused, "refused", now, details)
    except OutgoingError as error:
        return Check(name, Outcome.FAILED, "no_answer", now, {"detail": str(error)})
    return Check(name, Outcome.OK, "given", now)
