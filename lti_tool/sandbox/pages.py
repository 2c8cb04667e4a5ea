"""The pages that people see."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lti_tool.sandbox.current import current_person, current_sandbox, editor
from lti_tool.sandbox.model import Person

LOCALES: Final = ("nb", "nn", "en")

bp = Blueprint("pages", __name__)


@bp.get("/")
def front() -> str:
    """Who do you want to be?"""
    return render_template("sandbox/front.html", people=current_sandbox().platform.people)


@bp.post("/enter")
def enter() -> ResponseReturnValue:
    """Log in as a person and open the course."""
    person = current_sandbox().platform.person(request.form.get("person", ""))
    if person is None:
        abort(404)
    session.clear()
    session["person"] = person.id
    return redirect(url_for("pages.course"), 303)


@bp.post("/locale")
def choose_locale() -> ResponseReturnValue:
    """The language that launches tell the tool."""
    if request.form.get("locale") in LOCALES:
        session["locale"] = request.form["locale"]
    return redirect(url_for("pages.course"), 303)


@bp.get("/course")
def course() -> ResponseReturnValue:
    sandbox, person = current_sandbox(), current_person()
    if person is None:
        return redirect(url_for("pages.front"))
    line_items = {line_item.id: line_item for line_item in sandbox.store.line_items()}
    grades = {
        grade.line_item: grade for grade in sandbox.store.grades() if grade.person == person.id
    }
    return render_template(
        "sandbox/course.html",
        person=person,
        course=sandbox.platform.course,
        activities=[
            (
                activity,
                line_items.get(activity.line_item or ""),
                grades.get(activity.line_item or ""),
            )
            for activity in sandbox.store.activities()
        ],
        added=request.args.get("added", type=int),
        locales=LOCALES,
        locale=session.get("locale", LOCALES[0]),
    )


@bp.get("/activity/<activity_id>")
def activity(activity_id: str) -> ResponseReturnValue:
    """The activity in a frame that fills what is left of the window, as in Moodle."""
    person = current_person()
    if person is None:
        return redirect(url_for("pages.front"))
    opened = current_sandbox().store.activity(activity_id)
    if opened is None:
        abort(404)
    return render_template("sandbox/activity.html", person=person, activity=opened)


@bp.get("/add")
def add_content() -> str:
    """The picker of the tool that was chosen; the choice where there are several."""
    person, usable = editor(), current_sandbox().tools.usable()
    chosen = request.args.get("tool") or (usable[0].client_id if len(usable) == 1 else None)
    return render_template("sandbox/add.html", person=person, tools=usable, chosen=chosen)


@bp.get("/gradebook")
def gradebook() -> ResponseReturnValue:
    sandbox, person = current_sandbox(), current_person()
    if person is None:
        return redirect(url_for("pages.front"))
    return render_template(
        "sandbox/gradebook.html",
        person=person,
        learners=[each for each in sandbox.platform.people if _may_see(person, each)],
        line_items=sandbox.store.line_items(),
        grades={(grade.line_item, grade.person): grade for grade in sandbox.store.grades()},
    )


@bp.get("/messages")
def messages() -> ResponseReturnValue:
    person = current_person()
    if person is None:
        return redirect(url_for("pages.front"))
    shown = [
        (message, json.dumps(message.detail, indent=2, ensure_ascii=False))
        for message in current_sandbox().store.messages()
    ]
    return render_template("sandbox/messages.html", person=person, messages=shown)


def _may_see(person: Person, learner: Person) -> bool:
    """A learner sees the own grades, the others see everyone's."""
    return learner.is_learner and (person.may_edit or person == learner)
