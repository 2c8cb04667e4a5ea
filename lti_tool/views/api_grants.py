"""Roles in the tool, given and withdrawn from the page of a placement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning.errors import BadRequest
from lti_tool.learning.granting import Listed, candidates, give, listed, withdraw
from lti_tool.learning.grants import Act, Role, Scope
from lti_tool.views.bearer import Asking, visitor
from lti_tool.views.wire import sent, sent_optional, sent_text, when

bp = Blueprint("grants", __name__)

_Choice = TypeVar("_Choice", Role, Scope)


@bp.get("/grants")
def show() -> ResponseReturnValue:
    with visitor().reading() as asked:
        return jsonify(_everything(asked))


@bp.post("/grants")
def add() -> ResponseReturnValue:
    who = visitor()
    wanted = sent()
    role, scope = _one_of(Role, wanted, "role"), _one_of(Scope, wanted, "scope")
    with who.writing() as asked:
        give(
            asked.session,
            asked.seat_for(Act.GIVE_ROLES),
            asked.rights(),
            sent_text(wanted, "person"),
            role,
            scope,
            last_day=_day(sent_optional(wanted, "until")),
            now=asked.now,
        )
        return jsonify(_everything(asked))


@bp.post("/grants/<grant:grant_id>/withdraw")
def remove(grant_id: str) -> ResponseReturnValue:
    who = visitor()
    with who.writing() as asked:
        seat = asked.seat_for(Act.GIVE_ROLES)
        withdraw(asked.session, seat, asked.rights(), grant_id, now=asked.now)
        return jsonify(_everything(asked))


def _everything(asked: Asking) -> dict[str, Any]:
    seat, rights = asked.seat_for(Act.GIVE_ROLES), asked.rights()
    unit = seat.choice.unit
    return {
        "unit": unit,
        "givable": [
            {"role": role, "scope": scope}
            for role in Role
            for scope in Scope
            if rights.may_give(role, scope) and (scope is not Scope.UNIT or unit is not None)
        ],
        "people": [
            {"id": each.id, "name": each.name}
            for each in candidates(asked.session, seat, now=asked.now)
        ],
        "grants": [_grant(each) for each in listed(asked.session, seat, rights, now=asked.now)],
    }


def _grant(each: Listed) -> dict[str, Any]:
    grant = each.grant
    return {
        "id": grant.id,
        "person": grant.person,
        "name": each.name,
        "role": grant.role,
        "scope": grant.scope,
        "scopeId": grant.scope_id,
        "lastDay": when(grant.until - timedelta(seconds=1)) if grant.until else None,
        "mayWithdraw": each.may_withdraw,
    }


def _one_of(kind: type[_Choice], wanted: dict[str, Any], name: str) -> _Choice:
    try:
        return kind(sent_text(wanted, name))
    except ValueError as error:
        raise BadRequest from error


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest("day-not-read") from error
