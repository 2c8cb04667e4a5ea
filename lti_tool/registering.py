"""
Registers a platform by its administrator's link: looks at it, asks it, keeps it.

Nothing is kept before the platform has answered with a client id, and then everything is, in one
transaction with the invitation's end.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from lti_tool.errors import AddressRefused, OutgoingError, RegistrationRefused
from lti_tool.outgoing import Answer
from lti_tool.protocol.dynamic_registration import (
    Registered,
    ToolAddresses,
    read_response,
    registration_request,
    request_body,
)
from lti_tool.protocol.invitation import Invitation, State
from lti_tool.protocol.platform_configuration import (
    PlatformConfiguration,
    check_configuration_url,
    read_configuration,
)
from lti_tool.protocol.platform_urls import address_parts, origin_of
from lti_tool.protocol.registration import Registration, Standing
from lti_tool.settings import Settings
from lti_tool.storage import audit, invitations, platforms
from lti_tool.storage.platforms import NewRegistration
from lti_tool.texts import LANGUAGES, text
from lti_tool.tool import Tool

log = structlog.get_logger(__name__)

_MAX_TOKEN = 8_000


@dataclass(frozen=True, slots=True)
class Initiation:
    """
    What the platform sends the administrator's browser with.

    token: goes back to the platform with the registration; Brightspace may send none.
    embedder: the origin of the page that frames ours, where the browser tells it.
    """

    configuration_url: str
    token: str | None
    embedder: str | None


def addresses(settings: Settings) -> ToolAddresses:
    return ToolAddresses(settings.launch_url, settings.login_url, settings.jwks_url)


def look(tool: Tool, invitation: Invitation, initiation: Initiation) -> PlatformConfiguration:
    """What the platform says of itself. Changes nothing; raises RegistrationRefused."""
    insecure = tool.settings.loopback_platforms
    url = check_configuration_url(initiation.configuration_url, insecure=insecure)
    _check_host(invitation, url)
    _check_token(initiation.token)
    try:
        answer = tool.outgoing.get(url, {"Accept": "application/json"})
        if not answer.is_success:
            raise RegistrationRefused("configuration_status", status=502, code=answer.status)
        document = answer.json()
    except AddressRefused as error:
        log.warning("registration", invitation=invitation.id, detail=str(error))
        raise RegistrationRefused("configuration_address") from error
    except OutgoingError as error:
        log.warning("registration", invitation=invitation.id, detail=str(error))
        raise RegistrationRefused("configuration_answer", status=502) from error
    return read_configuration(document, url, insecure=insecure)


def register(tool: Tool, invitation: Invitation, initiation: Initiation) -> Registration:
    """Use the invitation. Raises RegistrationRefused, and then the link still stands."""
    with tool.database.begin() as session:
        key = invitations.claim(session, invitation, tool.clock())
    if key is None:
        raise RegistrationRefused("invitation_busy", status=409)
    try:
        platform = look(tool, invitation, initiation)
        registered = _ask(tool, invitation, initiation, platform)
        return _keep(tool, invitation, initiation, platform, registered, key)
    except BaseException:
        with tool.database.begin() as session:
            invitations.release(session, invitation, key)
        raise


def embed_origins(invitation: Invitation, initiation: Initiation) -> tuple[str, ...]:
    """Whose pages may frame the courses: the platform's own, the operator's, the one that does."""
    candidates = (
        origin_of(initiation.configuration_url),
        *invitation.embed_origins,
        initiation.embedder,
    )
    return tuple(dict.fromkeys(origin for origin in candidates if origin is not None))


def embedder_of(address: str | None, *, insecure: bool) -> str | None:
    """The origin of a framing page, from what a browser says; None for what is no address."""
    parts = address_parts(address or "")
    if parts is None or not (insecure or parts.scheme == "https"):
        return None
    return origin_of(address or "")


def _ask(
    tool: Tool, invitation: Invitation, initiation: Initiation, platform: PlatformConfiguration
) -> Registered:
    request = registration_request(
        addresses(tool.settings),
        family=platform.family,
        messages=platform.messages,
        asks_for_names=invitation.asks_for_names,
        labels={each: text("registration", each, "tool.pick") for each in LANGUAGES},
        description=text("registration", "nb", "tool.description"),
    )
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if initiation.token is not None:
        headers["Authorization"] = f"Bearer {initiation.token}"
    try:
        answer = tool.outgoing.post(platform.registration_url, request_body(request), headers)
        if not answer.is_success:
            _tell_refusal(invitation, answer)
            raise RegistrationRefused("platform_refused", status=502, code=answer.status)
        return read_response(answer.json())
    except OutgoingError as error:
        log.warning("registration", invitation=invitation.id, detail=str(error))
        raise RegistrationRefused("response_shape", status=502) from error


def _keep(
    tool: Tool,
    invitation: Invitation,
    initiation: Initiation,
    platform: PlatformConfiguration,
    registered: Registered,
    key: str,
) -> Registration:
    now = tool.clock()
    new = NewRegistration(
        issuer=platform.issuer,
        client_id=registered.client_id,
        auth_url=platform.auth_url,
        token_url=platform.token_url,
        jwks_url=platform.jwks_url,
        deployments=(registered.deployment_id,) if registered.deployment_id else (),
        name=invitation.label or platform.host,
        embed_origins=embed_origins(invitation, initiation),
        localization=invitation.localization,
        token_audience=platform.token_audience,
        family=platform.family,
        standing=Standing.WAITING if invitation.needs_approval else Standing.ACTIVE,
    )
    with tool.database.begin() as session:
        registration = platforms.add_new(session, new, now)
        if registration is None:
            raise RegistrationRefused("platform_known", status=409, host=platform.host)
        if not invitations.spend(session, invitation, key, registration.id, now):
            raise RegistrationRefused("invitation_busy", status=409)
        audit.record(
            session,
            "register platform",
            registration.id,
            at=now,
            by=f"invitation {invitation.id}",
            host=platform.host,
        )
    log.info("platform registered", invitation=invitation.id, registration=registration.id)
    return registration


def _check_host(invitation: Invitation, url: str) -> None:
    parts = address_parts(url)
    if invitation.host is not None and parts is not None and parts.hostname != invitation.host:
        raise RegistrationRefused("invitation_host", status=403, host=invitation.host)


def _check_token(token: str | None) -> None:
    """It goes into a header of ours."""
    if token is not None and (
        len(token) > _MAX_TOKEN or not token.isascii() or not token.isprintable() or " " in token
    ):
        raise RegistrationRefused("registration_token")


def refuse_unusable(invitation: Invitation, state: State) -> None:
    """Raises RegistrationRefused unless the invitation is open."""
    if state is State.OPEN:
        return
    raise RegistrationRefused(f"invitation_{state.value}", status=410)


def _tell_refusal(invitation: Invitation, answer: Answer) -> None:
    """What a platform says to a refused registration may hold the token: only its kind is kept."""
    kind = answer.headers.get("content-type", "").partition(";")[0][:60]
    log.warning("registration refused", invitation=invitation.id, code=answer.status, answered=kind)
