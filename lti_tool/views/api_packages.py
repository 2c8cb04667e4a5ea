"""Published courses as packages for other LMSs, for those who hold the author's role."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, send_file
from flask.typing import ResponseReturnValue

from lti_tool.learning.errors import BadRequest
from lti_tool.learning.grants import Act
from lti_tool.learning.offering import Offer, offers
from lti_tool.learning.packaging import Package, Wanted, profiles
from lti_tool.storage import audit
from lti_tool.texts import entries
from lti_tool.views.bearer import Asking, Visitor, visitor
from lti_tool.views.wire import sent, sent_text
from scorm_builder.profiles import PROFILES

bp = Blueprint("packages", __name__)


@bp.get("/packages")
def show() -> ResponseReturnValue:
    """Every course that is open to visitors, as the placement's municipality has it."""
    with visitor().reading() as asked:
        place = asked.seat_for(Act.TAKE_PACKAGES).choice
        language = asked.visit.language
        return jsonify(
            language=language,
            texts=dict(entries("packages", language)),
            course=place.course,
            courses=[_course(each) for each in _offers(asked)],
            profiles=[{"id": each, "isPaper": PROFILES[each].is_paper} for each in profiles()],
        )


@bp.post("/packages")
def take() -> ResponseReturnValue:
    """The package itself. It is on record before the first byte leaves."""
    who, body = visitor(), sent()
    course, profile, opens_in = (sent_text(body, name) for name in ("course", "profile", "opensIn"))
    release = body.get("release")
    if type(release) is not bool or profile not in profiles():
        raise BadRequest
    with who.reading() as asked:
        asked.seat_for(Act.TAKE_PACKAGES)
        chosen = next((each for each in _offers(asked) if each.course.id == course), None)
    if chosen is None or opens_in not in chosen.course.languages:
        raise BadRequest("not-offered")
    wanted = Wanted(course, chosen.served.localization, profile, opens_in, release)
    return _made(who, chosen, wanted)


def _made(who: Visitor, chosen: Offer, wanted: Wanted) -> Response:
    tool, visit = who.tool, who.visit
    unpacked = tool.shelf.files(chosen.edition.hash)
    person = f"{visit.tenant} {visit.person}"
    package = tool.workshop.make(unpacked, wanted, person, visit.language)
    try:
        with who.writing() as asked:
            asked.seat_for(Act.TAKE_PACKAGES)  # it may have been withdrawn meanwhile
            _record(asked, chosen, wanted, package)
    except BaseException:
        package.content.close()
        raise
    response = send_file(
        package.content,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=wanted.name,
    )
    response.content_length = package.size
    response.headers["Cache-Control"] = "no-store"
    return response


def _record(asked: Asking, chosen: Offer, wanted: Wanted, package: Package) -> None:
    audit.record(
        asked.session,
        "package.take",
        f"{wanted.course} {chosen.edition.version}",
        at=asked.now,
        by=asked.visit.person,
        tenant=asked.visit.tenant,
        profile=wanted.profile,
        localization=wanted.localization,
        opens_in=wanted.opens_in,
        release=wanted.release,
        sha256=package.sha256,
    )


def _offers(asked: Asking) -> list[Offer]:
    localization = asked.seat().choice.localization
    return offers(asked.session, asked.tool.shelf, localization, asked.visit.language)


def _course(each: Offer) -> dict[str, Any]:
    served = each.served
    local = next(
        (known for known in each.edition.localizations if known.id == served.localization), None
    )
    return {
        "id": each.course.id,
        "title": each.said(each.course.title),
        "version": each.course.version,
        "localization": local.title if local else None,
        "languages": list(each.course.languages),
        "opensIn": each.language,
        "approved": not each.course.is_draft,
    }
