"""One's own certificate, sign-offs, decisions: what the certification pages show and send."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from courseware.model import Course
from lti_tool import download_links
from lti_tool.certification import office
from lti_tool.certification.calendar import oslo_day
from lti_tool.certification.casework import Case, case_of, cases, rules_at
from lti_tool.certification.errors import ActRefused
from lti_tool.certification.office import Allowed, Office, Seen
from lti_tool.certification.proof import FOR_EMPLOYEE, Kind
from lti_tool.certification.records import Signatory, Way
from lti_tool.certification.standing import State
from lti_tool.learning.errors import BadRequest, NotAllowed, NotThere
from lti_tool.learning.grants import Act, Rights
from lti_tool.learning.placements import Seat
from lti_tool.learning.rights import rights_of
from lti_tool.learning.serving import served_at
from lti_tool.learning.sessions import Token
from lti_tool.protocol.roles import Roles
from lti_tool.storage import certification as stored
from lti_tool.storage import identity, progress
from lti_tool.storage.placements import placement_of
from lti_tool.storage.tries import BEDSIDE_CODES
from lti_tool.texts import LANGUAGES
from lti_tool.views.bearer import Asking, Visitor, visitor
from lti_tool.views.certification_wire import (
    case_view,
    deciding,
    history,
    own_signature,
    signing,
)
from lti_tool.views.wire import sent, sent_text

bp = Blueprint("certification", __name__, url_prefix="/certification")

CODE_LIVES = timedelta(minutes=10)
_MOST_LISTED = 50


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    with visitor().reading() as asked:
        seat = asked.learner_seat()
        return jsonify(_mine(asked, seat))


@bp.put("/name")
def write_name() -> ResponseReturnValue:
    """Only where the platform tells none; the assessor makes sure of it later."""
    who = visitor()
    name = office.person_name(sent_text(sent(), "name"), "name-missing")
    with who.writing() as asked:
        seat = asked.learner_seat()
        kept = progress.progress_of(asked.session, seat.whose)
        if kept is not None and kept.name is not None:
            raise ActRefused("name-known")
        id_ = secrets.token_urlsafe(15)
        identity.write_name(asked.session, seat.whose, name, id_=id_, at=asked.now)
        return jsonify(_mine(asked, seat))


@bp.post("/renewal")
def renew() -> ResponseReturnValue:
    with visitor().writing() as asked:
        seat = asked.learner_seat()
        office.renew(_office(asked, seat))
        return jsonify(_mine(asked, seat)), 201


@bp.post("/code")
def show_code() -> ResponseReturnValue:
    """A code for the assessor who stands beside the employee; it signs nothing by itself."""
    with visitor().writing() as asked:
        seat = asked.learner_seat()
        case = _case(asked, seat)
        if case.standing.waits_for is not State.NEEDS_SIGN_OFF:
            raise ActRefused("nothing-to-sign")
        until = asked.now + CODE_LIVES
        code = f"{asked.tool.randomness.randrange(10**6):06d}"
        while not identity.show_code(asked.session, seat.whose, code, until=until, now=asked.now):
            code = f"{asked.tool.randomness.randrange(10**6):06d}"
        return jsonify(code=code, until=until.isoformat()), 201


@bp.get("/people")
def people() -> ResponseReturnValue:
    """Everybody in the placement, for whoever signs or decides."""
    with visitor().reading() as asked:
        seat = asked.seat()
        rights = asked.rights()
        signs, decides = rights.may(Act.SIGN_OFF), rights.may(Act.DECIDE)
        if not (signs or decides):
            raise NotAllowed("no-right")
        served = served_at(asked.session, asked.tool.shelf, seat, for_teacher=True)
        rules = rules_at(served.course, seat.choice)
        found = cases(asked.session, asked.tool.shelf, seat, served, now=asked.now)
        language = asked.visit.language
        return jsonify(
            signs=signs,
            decides=decides,
            unit=seat.choice.unit,
            signature=own_signature(found, asked.visit.person),
            signing=signing(served.course, rules, language) if signs else None,
            deciding=deciding(served.course, rules, language) if decides else None,
            today=oslo_day(asked.now).isoformat(),
            people=[_person(asked, case, served.course, decides=decides) for case in found],
        )


@bp.post("/lookup")
def look_up() -> ResponseReturnValue:
    """Who shows this code, for an assessor of theirs."""
    who = visitor()
    code = sent_text(sent(), "code")
    _brake(who)
    with who.reading() as asked:
        subject = _by_code(asked, code)
        served = served_at(asked.session, asked.tool.shelf, subject, for_teacher=True)
        rules = rules_at(served.course, subject.choice)
        case = case_of(asked.session, asked.tool.shelf, subject, served, now=asked.now)
        return jsonify(
            person=_person(asked, case, served.course, decides=False),
            signing=signing(served.course, rules, asked.visit.language),
        )


@bp.post("/sign-offs")
def sign_off() -> ResponseReturnValue:
    who = visitor()
    body = sent()
    if body.get("identity") is not True:
        raise ActRefused("identity-not-confirmed", status=400)
    approved, observations = body.get("approved"), _ids(body, "observations")
    if not isinstance(approved, bool):
        raise BadRequest
    code = body.get("code")
    seen = Seen(
        subject=sent_text(body, "subject"),
        approved=approved,
        observations=observations,
        note=sent_text(body, "note"),
        way=Way.LIST if code is None else Way.BEDSIDE,
    )
    if code is not None:
        _brake(who)
    with who.writing() as asked:
        if code is None:
            subject = _subject(asked, Act.SIGN_OFF, body)
        else:
            subject = _by_code(asked, sent_text(body, "code"))
            if not identity.end_codes(asked.session, subject.whose):
                raise ActRefused("no-such-code", status=404)
        office.sign(_office(asked, subject), seen, _signatory(asked, body))
        return _about(asked, subject), 201


@bp.post("/decisions")
def decide() -> ResponseReturnValue:
    who = visitor()
    body = sent()
    try:
        until = date.fromisoformat(sent_text(body, "until"))
    except ValueError as error:
        raise BadRequest from error
    seen = sent_text(body, "seen")
    allowed = Allowed(_ids(body, "scopes"), until, sent_text(body, "reason"), seen)
    with who.writing() as asked:
        subject = _subject(asked, Act.DECIDE, body)
        settings = asked.tool.settings
        office.decide(
            _office(asked, subject),
            allowed,
            _signatory(asked, body),
            platform=asked.visit.platform_name,
            url=settings.url,
            secret=settings.secret,
        )
        return _about(asked, subject), 201


@bp.post("/revocations")
def revoke() -> ResponseReturnValue:
    who = visitor()
    body = sent()
    with who.writing() as asked:
        subject = _subject(asked, Act.DECIDE, body)
        office.revoke(
            _office(asked, subject),
            sent_text(body, "decision"),
            sent_text(body, "reason"),
            _signatory(asked, body),
        )
        return _about(asked, subject), 201


@bp.post("/rounds")
def reset() -> ResponseReturnValue:
    who = visitor()
    body = sent()
    with who.writing() as asked:
        subject = _subject(asked, Act.DECIDE, body)
        by = _signatory(asked, body)
        reason, seen = sent_text(body, "reason"), sent_text(body, "seen")
        office.reset(_office(asked, subject), reason, by, seen=seen)
        return _about(asked, subject), 201


@bp.post("/proofs")
def proof() -> ResponseReturnValue:
    """An address for one file: for the employee's own, or for a leader's people."""
    who = visitor()
    body = sent()
    decision, language = sent_text(body, "decision"), sent_text(body, "language")
    try:
        kind = Kind(sent_text(body, "kind"))
    except ValueError as error:
        raise BadRequest from error
    if language not in LANGUAGES:
        raise BadRequest
    with who.reading() as asked:
        tenant = asked.visit.tenant
        whose = stored.whose_decision(asked.session, tenant, decision)
        if whose is None:
            raise NotThere
        own = asked.visit.is_learner and whose.person == asked.visit.person
        if not (own and kind in FOR_EMPLOYEE):
            place = placement_of(asked.session, tenant, whose.placement)
            if place is None:
                raise NotThere
            _require(asked, Act.DECIDE, Seat(place, whose.person))
        token = Token.parse(request.headers["Authorization"].partition(" ")[2].strip())
        what = {
            "tenant": tenant,
            "decision": decision,
            "kind": kind.value,
            "language": language,
            "visit": token.digest if token else "",
        }
        signed = download_links.signed(what, asked.tool.settings.secret, asked.now)
        return jsonify(address=f"/bevis/file/{signed}"), 201


def _mine(asked: Asking, seat: Seat) -> dict[str, Any]:
    language = asked.visit.language
    served = served_at(asked.session, asked.tool.shelf, seat)
    case = case_of(asked.session, asked.tool.shelf, seat, served, now=asked.now)
    made = stored.decisions_of_person(asked.session, asked.visit.tenant, seat.person)
    made = made[:_MOST_LISTED]
    revoked = stored.revocations(
        asked.session, asked.visit.tenant, [decision.id for decision, _ in made]
    )
    return {
        **case_view(case, served.course, language),
        "history": history(made, revoked, language, today=oslo_day(asked.now)),
    }


def _case(asked: Asking, seat: Seat) -> Case:
    served = served_at(asked.session, asked.tool.shelf, seat)
    return case_of(asked.session, asked.tool.shelf, seat, served, now=asked.now)


def _office(asked: Asking, subject: Seat) -> Office:
    shelf = asked.tool.shelf
    served = served_at(asked.session, shelf, subject, for_teacher=True)
    return Office(asked.session, shelf, subject, served, asked.now)


def _about(asked: Asking, subject: Seat) -> Response:
    """How the person stands after the act."""
    working = _office(asked, subject)
    rights, course = _rights(asked, subject), working.served.course
    return jsonify(_person(asked, working.case(), course, decides=rights.may(Act.DECIDE)))


def _person(asked: Asking, case: Case, course: Course, *, decides: bool) -> dict[str, Any]:
    rules = course.certificate
    last = office.last_day(case, rules.months) if rules else None
    return {
        "person": case.whose.person,
        "self": case.whose.person == asked.visit.person,
        "lastDay": last.isoformat() if last and decides else None,
        "seen": case.standing.mark,
        **case_view(case, course, asked.visit.language),
    }


def _subject(asked: Asking, act: Act, body: dict[str, Any]) -> Seat:
    """A learner of the visitor's own placement. Raises NotAllowed, NotThere."""
    seat = asked.seat_for(act)
    subject = Seat(seat.placement, sent_text(body, "person"))
    if progress.progress_of(asked.session, subject.whose) is None:
        raise NotThere
    return subject


def _brake(who: Visitor) -> None:
    asker = f"{who.visit.tenant} {who.visit.person}"
    if not BEDSIDE_CODES.allows(who.tool.database, asker, who.now):
        raise ActRefused("too-many-codes", status=429)


def _by_code(asked: Asking, code: str) -> Seat:
    """Whoever shows the code, perhaps in another placement that the assessor's role reaches."""
    tenant = asked.visit.tenant
    digits = "".join(code.split())
    whose = None
    if len(digits) == 6 and digits.isascii() and digits.isdigit():
        whose = identity.shown_by(asked.session, tenant, digits, now=asked.now)
    place = placement_of(asked.session, tenant, whose.placement) if whose else None
    if whose is None or place is None or place.choice.course != whose.course:
        raise ActRefused("no-such-code", status=404)
    subject = Seat(place, whose.person)
    _require(asked, Act.SIGN_OFF, subject)
    return subject


def _require(asked: Asking, act: Act, subject: Seat) -> None:
    if not _rights(asked, subject).may(act):
        raise NotAllowed("no-right")


def _rights(asked: Asking, subject: Seat) -> Rights:
    """By grants alone: what the platform says holds at the visitor's own placement only."""
    return rights_of(asked.session, Roles(), subject.placement, asked.visit.person, now=asked.now)


def _signatory(asked: Asking, body: dict[str, Any]) -> Signatory:
    return office.signatory(asked.visit.person, sent_text(body, "name"), sent_text(body, "title"))


def _ids(body: dict[str, Any], name: str) -> list[str]:
    value = body.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadRequest
    return value
