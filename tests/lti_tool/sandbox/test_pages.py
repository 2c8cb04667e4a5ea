"""What people see, and what the headers forbid."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from lti_tool.sandbox.journal import Kind, Message
from lti_tool.sandbox.model import EMPLOYEE, PEOPLE, TEACHER, Activity, Grade, LineItem
from lti_tool.sandbox.store import Store
from lti_tool.sandbox.texts import words

Enter = Callable[[str], None]
AT = datetime(2026, 11, 20, 11, 0, 5, tzinfo=UTC)


def test_the_front_page_offers_three_people(client: FlaskClient) -> None:
    page = client.get("/").text

    for person in PEOPLE:
        assert person.name in page
        assert words(f"front.does.{person.role}") in page


def test_every_page_says_that_it_is_a_sandbox(
    client: FlaskClient, enter: Enter, activity: Activity
) -> None:
    enter(TEACHER.id)

    for path in ("/", "/course", f"/activity/{activity.id}", "/add", "/gradebook", "/messages"):
        assert words("sandbox") in client.get(path).text, path


@pytest.mark.parametrize("path", ["/course", "/activity/1", "/gradebook", "/messages"])
def test_nothing_is_shown_before_a_person_is_chosen(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


def test_an_unknown_person_is_not_let_in(client: FlaskClient) -> None:
    assert client.post("/enter", data={"person": "99"}).status_code == 404


def test_the_activity_opens_in_a_frame(
    client: FlaskClient, enter: Enter, activity: Activity
) -> None:
    enter(EMPLOYEE.id)

    page = client.get(f"/activity/{activity.id}").text

    assert f'src="/launch/{activity.id}"' in page


def test_only_editors_are_offered_to_add_content(
    client: FlaskClient, enter: Enter, activity: Activity
) -> None:
    enter(EMPLOYEE.id)
    as_employee = client.get("/course").text
    enter(TEACHER.id)
    as_teacher = client.get("/course").text

    assert 'href="/add"' not in as_employee
    assert 'href="/add"' in as_teacher


@pytest.mark.parametrize(
    ("added", "text"),
    [(0, "Ingenting ble lagt til."), (1, "1 aktivitet er lagt til."), (3, "3 aktiviteter er")],
)
def test_the_course_says_what_was_added(
    client: FlaskClient, enter: Enter, added: int, text: str
) -> None:
    enter(TEACHER.id)

    assert text in client.get(f"/course?added={added}").text


def test_the_gradebook_shows_points_comment_and_time(
    client: FlaskClient, enter: Enter, activity: Activity, store: Store
) -> None:
    give_grade(store, activity)
    enter(TEACHER.id)

    page = client.get("/gradebook").text

    assert "8,5 / 10" in page
    assert "Bestått på første forsøk" in page
    assert AT.isoformat() in page


def test_the_learner_sees_the_grade_on_the_course_page(
    client: FlaskClient, enter: Enter, activity: Activity, store: Store
) -> None:
    give_grade(store, activity)
    enter(EMPLOYEE.id)

    assert "Din karakter: 8,5 av 10" in client.get("/course").text


def test_messages_are_escaped(client: FlaskClient, enter: Enter, store: Store) -> None:
    store.write(Message(AT, Kind.SCORE, False, "400", "<b>", {"comment": "<script>"}))
    enter(TEACHER.id)

    page = client.get("/messages").text

    assert "&lt;script&gt;" in page
    assert "<script>" not in page


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/launch/1", "/jwks.json"])
def test_pages_run_nothing_foreign_and_are_not_stored(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-src 'self' http://localhost:8400;" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"


def test_no_page_has_inline_script_or_style(
    client: FlaskClient, enter: Enter, activity: Activity
) -> None:
    enter(TEACHER.id)

    for path in ("/", "/course", f"/activity/{activity.id}", f"/launch/{activity.id}", "/messages"):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", page), path


def test_an_unknown_page_says_so(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")

    assert answer.status_code == 404
    assert words("error.not_found") in answer.text


def give_grade(store: Store, activity: Activity) -> None:
    def decide(column: LineItem, before: Grade | None) -> Grade:
        return Grade(
            column.id, "3", 8.5, "Bestått på første forsøk", AT, AT, "Completed", "FullyGraded"
        )

    assert activity.line_item is not None
    store.put_grade(activity.line_item, EMPLOYEE.id, decide)
