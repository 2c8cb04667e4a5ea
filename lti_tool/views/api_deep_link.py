"""The picker: what there is to place, and the signed answer to the platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning.errors import BadRequest, NotAllowed
from lti_tool.learning.picking import Offer, Part, items, offers
from lti_tool.learning.placements import Choice, is_choice
from lti_tool.learning.serving import said
from lti_tool.protocol.deep_linking import response_jwt
from lti_tool.protocol.launch import DeepLinkingSettings
from lti_tool.protocol.registration import Registration, Tenant
from lti_tool.storage import audit, platforms
from lti_tool.texts import entries
from lti_tool.views.bearer import Asking, visitor
from lti_tool.views.wire import sent, sent_optional, sent_text

bp = Blueprint("deep_link", __name__)

_LTI_LINK = "ltiResourceLink"


@bp.get("/deep-link")
def choices() -> ResponseReturnValue:
    with visitor().reading() as asked:
        settings, registration, tenant = _platform(asked)
        language = asked.visit.language
        return jsonify(
            language=language,
            texts=dict(entries("picker", language)),
            accepts=_accepts_links(settings),
            multiple=settings.accept_multiple,
            platform=asked.visit.platform_name,
            localization=registration.deployments.get(tenant.deployment_id),
            courses=[_offer(offer, language) for offer in offers(asked.session, asked.tool.shelf)],
        )


@bp.post("/deep-link")
def pick() -> ResponseReturnValue:
    """The token that the page posts to the platform, from the browser."""
    who = visitor()
    tool = who.tool
    picked = sent().get("items")
    if not isinstance(picked, list) or not all(isinstance(item, dict) for item in picked):
        raise BadRequest
    with who.reading() as asked:
        settings, registration, tenant = _platform(asked)
        if not _accepts_links(settings):
            raise BadRequest("no-links-taken")
        if len(picked) > 1 and not settings.accept_multiple:
            raise BadRequest("one-at-a-time")
        links = items(
            asked.session,
            tool.shelf,
            [_choice(item) for item in picked],
            who.visit.language,
            tool.settings.launch_url,
        )
    if not settings.accept_line_item:
        links = [replace(link, line_item=None) for link in links]
    signed = response_jwt(
        registration, tenant.deployment_id, settings, links, tool.keys.signing(), who.now
    )
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


def _choice(item: dict[str, Any]) -> Choice:
    choice = Choice(
        course=sent_text(item, "course"),
        localization=sent_optional(item, "localization"),
        chapter=sent_optional(item, "chapter"),
        assessment=sent_optional(item, "assessment"),
    )
    if not is_choice(choice):
        raise BadRequest
    return choice


def _offer(offer: Offer, language: str) -> dict[str, Any]:
    course = offer.course
    return {
        "id": course.id,
        "version": course.version,
        "title": said(course.title, language, course),
        "description": said(course.description, language, course),
        "minutes": course.duration // timedelta(minutes=1),
        "draft": course.is_draft,
        "parts": [_part(each, offer, language) for each in offer.parts],
        "localizations": [
            {"id": each.id, "title": each.title, "example": each.example}
            for each in offer.edition.localizations
        ],
    }


def _part(each: Part, offer: Offer, language: str) -> dict[str, Any]:
    course = offer.course
    titled = each.chapter or each.assessment
    kind = "chapter" if each.chapter else "course"
    if each.assessment is not None:
        kind = str(each.assessment.kind)
    return {
        "kind": kind,
        "chapter": each.chapter.id if each.chapter else None,
        "assessment": each.assessment.id if each.assessment else None,
        "title": said(titled.title if titled else course.title, language, course),
        "lessons": len(each.chapter.lessons) if each.chapter else 0,
        "scoredBy": None
        if each.scored is None
        else "test"
        if each.scored.assessment
        else "lessons",
    }
