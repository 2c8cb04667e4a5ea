"""The picker: what there is to place, and the signed answer to the platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lti_tool.learning.errors import BadRequest, NotAllowed
from lti_tool.learning.offering import offer, offers
from lti_tool.learning.picking import items
from lti_tool.learning.placements import Choice, is_choice
from lti_tool.learning.previewing import example_questions
from lti_tool.protocol.deep_linking import ContentItem, response_jwt
from lti_tool.protocol.launch import DeepLinkingSettings
from lti_tool.protocol.registration import Registration, Tenant
from lti_tool.storage import audit, placements, platforms
from lti_tool.texts import entries
from lti_tool.views.bearer import Asking, Visitor, visitor
from lti_tool.views.offered import localizations, offered
from lti_tool.views.wire import sent, sent_optional, sent_text

bp = Blueprint("deep_link", __name__)

_LTI_LINK = "ltiResourceLink"
_SHARED = "-"
"""The address of the shared course, where no localization would mean the deployment's own."""


@bp.get("/deep-link")
def choices() -> ResponseReturnValue:
    """`?localization=` for another than the deployment's own."""
    with visitor().reading() as asked:
        settings, registration, tenant = _platform(asked)
        language = asked.visit.language
        default = registration.deployments.get(tenant.deployment_id)
        wanted = request.args.get("localization") or default
        local = None if wanted == _SHARED else wanted
        if not is_choice(Choice("course", localization=local)):
            raise BadRequest
        found = offers(asked.session, asked.tool.shelf, local, language)
        uses = placements.uses(asked.session, tenant.key)
        known = localizations(found)
        return jsonify(
            language=language,
            texts=dict(entries("picker", language)),
            accepts=_accepts_links(settings),
            multiple=settings.accept_multiple,
            columns=settings.accept_line_item,
            platform=asked.visit.platform_name,
            localization=local if any(each["id"] == local for each in known) else None,
            default=default,
            localizations=known,
            units=placements.units(asked.session, tenant.key, local, settings.context),
            courses=[offered(each, uses, settings.context) for each in found],
        )


@bp.post("/deep-link")
def pick() -> ResponseReturnValue:
    """The token that the page posts to the platform, from the browser."""
    who = visitor()
    body = sent()
    picked = body.get("items")
    if not isinstance(picked, list) or not all(isinstance(item, dict) for item in picked):
        raise BadRequest
    unit = _unit(body)
    with who.reading() as asked:
        settings, _, _ = _platform(asked)
        if not _accepts_links(settings):
            raise BadRequest("no-links-taken")
        if len(picked) > 1 and not settings.accept_multiple:
            raise BadRequest("one-at-a-time")
        links = items(
            asked.session,
            asked.tool.shelf,
            [_choice(item, unit) for item in picked],
            asked.visit.language,
            asked.tool.settings.launch_url,
        )
    if not settings.accept_line_item:
        links = [replace(link, line_item=None) for link in links]
    answer = _answer(who, links)
    with who.writing() as asked:
        for link in links:
            audit.record(
                asked.session,
                "content.pick",
                " ".join(link.custom.values()),
                at=asked.now,
                by=asked.visit.person,
                tenant=asked.visit.tenant,
            )
    return answer


@bp.post("/deep-link/cancel")
def cancel() -> ResponseReturnValue:
    """The way back without anything: Moodle closes its window, others show their own page again."""
    return _answer(visitor(), [])


@bp.get("/deep-link/examples")
def examples() -> ResponseReturnValue:
    """Questions for the preview of a test; never those that it certifies by."""
    with visitor().reading() as asked:
        _platform(asked)
        choice = _choice(request.args.to_dict(), None)
        found = offer(
            asked.session,
            asked.tool.shelf,
            choice.course,
            choice.localization,
            asked.visit.language,
        )
        tests = found.course.assessments if found else ()
        test = next((each for each in tests if each.id == choice.assessment), None)
        if found is None or test is None:
            raise BadRequest("not-offered")
        return jsonify(items=example_questions(found.course, test))


def _answer(who: Visitor, links: Sequence[ContentItem]) -> ResponseReturnValue:
    with who.reading() as asked:
        settings, registration, tenant = _platform(asked)
    key = who.tool.keys.signing()
    signed = response_jwt(registration, tenant.deployment_id, settings, links, key, who.now)
    return jsonify(action=settings.return_url, jwt=signed)


def _platform(asked: Asking) -> tuple[DeepLinkingSettings, Registration, Tenant]:
    settings = asked.visit.deep_linking
    tenant = Tenant.from_key(asked.visit.tenant)
    registration = platforms.get(asked.session, tenant.registration_id)
    if settings is None or registration is None:
        raise NotAllowed("not-for-picking")
    return settings, registration, tenant


def _accepts_links(settings: DeepLinkingSettings) -> bool:
    return not settings.accept_types or _LTI_LINK in settings.accept_types


def _unit(body: dict[str, Any]) -> str | None:
    """A workplace as a person wrote it."""
    unit = " ".join((sent_optional(body, "unit") or "").split()) or None
    if unit is not None and not is_choice(Choice("course", unit=unit)):
        raise BadRequest("unit-not-usable")
    return unit


def _choice(item: dict[str, Any], unit: str | None) -> Choice:
    choice = Choice(
        course=sent_text(item, "course"),
        localization=sent_optional(item, "localization"),
        chapter=sent_optional(item, "chapter"),
        assessment=sent_optional(item, "assessment"),
        unit=unit,
    )
    if not is_choice(choice):
        raise BadRequest
    return choice
