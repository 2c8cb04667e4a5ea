"""What the sandbox keeps from one run to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lti_tool.sandbox.errors import ServiceRefused
from lti_tool.sandbox.journal import Kind, Message
from lti_tool.sandbox.model import ContentItem, Grade, LineItem
from lti_tool.sandbox.signing import kept_key, public_jwk
from lti_tool.sandbox.store import Store

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ITEM = ContentItem("Prøve", "http://localhost:8400/lti/launch", "Ti spørsmål", {"a": "1"}, 10)


def test_activities_columns_grades_and_messages_survive_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path / "sandbox.sqlite3")
    (activity,) = first.add_activities((ITEM,))
    assert activity.line_item is not None
    kept = first.put_grade(activity.line_item, "3", lambda column, _: grade(column, 7))
    message = Message(AT, Kind.SCORE, True, "200", "Anne", {"scoreGiven": 7})
    first.write(message)
    first.close()

    second = Store(tmp_path / "sandbox.sqlite3")

    assert second.activities() == [activity]
    assert second.grades() == [kept]
    assert second.messages() == [message]
    second.close()


def test_an_activity_without_a_line_item_gives_no_grade(store: Store) -> None:
    (activity,) = store.add_activities((replace(ITEM, maximum=None),))

    assert activity.line_item is None
    assert store.line_items() == []


def test_an_activity_with_two_columns_names_neither(store: Store) -> None:
    (activity,) = store.add_activities((ITEM,))

    store.add_line_item(LineItem("", "Praktisk", 5, activity=activity.id))

    assert store.activities()[0].line_item is None


def test_a_refused_grade_changes_nothing(store: Store) -> None:
    (activity,) = store.add_activities((ITEM,))
    assert activity.line_item is not None
    before = store.put_grade(activity.line_item, "3", lambda column, _: grade(column, 7))

    def refuse(column: LineItem, earlier: Grade | None) -> Grade:
        assert earlier == before
        raise ServiceRefused(409, "not later")

    with pytest.raises(ServiceRefused, match="not later"):
        store.put_grade(activity.line_item, "3", refuse)

    assert store.grades() == [before]


def test_deleting_a_column_takes_its_grades_and_its_id_is_not_used_again(store: Store) -> None:
    column = store.add_line_item(LineItem("", "Prøve", 10))
    store.put_grade(column.id, "3", lambda column, _: grade(column, 7))

    store.delete_line_item(column.id)

    assert store.grades() == []
    assert store.add_line_item(LineItem("", "Ny", 10)).id != column.id


def test_grades_follow_a_columns_new_maximum(store: Store) -> None:
    column = store.add_line_item(LineItem("", "Prøve", 10))
    store.put_grade(column.id, "3", lambda column, _: grade(column, 7))

    store.change_line_item(replace(column, maximum=100))

    assert store.grades()[0].points == 70


def test_only_the_newest_messages_are_kept(store: Store) -> None:
    for number in range(205):
        store.write(Message(AT, Kind.TOKEN, True, str(number), "", {}))

    messages = store.messages()

    assert len(messages) == 200
    assert messages[0].answer == "204"


def test_the_platforms_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"

    first = kept_key(file)

    assert public_jwk(kept_key(file)) == public_jwk(first)
    assert file.stat().st_mode & 0o777 == 0o600


def grade(column: LineItem, points: float) -> Grade:
    return Grade(column.id, "3", points, "", AT, AT, "Completed", "FullyGraded")
