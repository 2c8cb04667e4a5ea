"""What is kept about people of this tenant, for its administrator."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning import personal_data
from lti_tool.learning.errors import BadRequest, NotAllowed, NotThere
from lti_tool.learning.personal_data import Held
from lti_tool.learning.sessions import Page
from lti_tool.texts import entries
from lti_tool.views.bearer import Visitor, visitor
from lti_tool.views.wire import sent, sent_text

bp = Blueprint("privacy", __name__)

_MAX_ID = 255


@bp.get("/privacy")
def everybody() -> ResponseReturnValue:
    who = _administrator()
    visit = who.visit
    with who.reading() as asked:
        found = personal_data.people(asked.session, visit.tenant)
    return jsonify(
        language=visit.language,
        texts=dict(entries("privacy", visit.language)),
        platform=visit.platform_name,
        about=visit.about,
        most=personal_data.MOST_PEOPLE,
        people=[
            {
                "id": each.id,
                "name": each.name,
                "lastAt": each.last_at.isoformat() if each.last_at else None,
                "placements": each.placements,
            }
            for each in found
        ],
    )


@bp.post("/privacy/person")
def one() -> ResponseReturnValue:
    """What is kept, and what a deletion would take; asked by POST, so that no log names anybody."""
    who = _administrator()
    person = _person()
    with who.reading() as asked:
        found = personal_data.held(asked.session, who.visit.tenant, person)
    return jsonify(person=person, holdings=_holdings(found))


@bp.post("/privacy/export")
def export() -> ResponseReturnValue:
    who = _administrator()
    person = _person()
    with who.writing() as asked:
        document = personal_data.exported(
            asked.session, who.visit.tenant, person, by=who.visit.person, now=who.now
        )
    return jsonify(document)


@bp.post("/privacy/erase")
def erase() -> ResponseReturnValue:
    who = _administrator()
    person = _person()
    with who.writing() as asked:
        gone = personal_data.erase(
            asked.session, who.visit.tenant, person, by=who.visit.person, now=who.now
        )
    if not gone:
        raise NotThere
    return jsonify(person=person, holdings=_holdings(gone))


def _administrator() -> Visitor:
    who = visitor()
    if who.visit.page is not Page.PRIVACY or not who.visit.is_administrator:
        raise NotAllowed("privacy-is-for-administrators")
    return who


def _person() -> str:
    person = sent_text(sent(), "person")
    if not 0 < len(person) <= _MAX_ID:
        raise BadRequest
    return person


def _holdings(found: list[Held]) -> list[dict[str, object]]:
    return [{"name": each.name, "count": each.count, "kept": each.kept} for each in found]
