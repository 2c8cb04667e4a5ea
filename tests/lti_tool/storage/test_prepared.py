from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import JSON, String, bindparam, delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from lti_tool.storage.database import Database, UtcDateTime
from lti_tool.storage.prepared import Prepared

AT = datetime(2026, 11, 23, 8, 0, 0, 7, tzinfo=UTC)


class _Tables(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012


class _Row(_Tables):
    __tablename__ = "prepared_row_of_test"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    open: Mapped[bool]
    parts: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime | None]


TABLE = _Tables.metadata.tables["prepared_row_of_test"]
INSERT = Prepared(insert(TABLE))
NAMED = Prepared(select(TABLE).where(TABLE.c.name == bindparam("that_name")))
OPEN = Prepared(select(TABLE.c.name.label("known_as")).where(_Row.open, TABLE.c.name != "hidden"))
CLOSE = Prepared(update(TABLE).where(TABLE.c.at <= bindparam("now")).values(open=False))
DELETE = Prepared(delete(TABLE).where(TABLE.c.name == bindparam("that_name")))


@pytest.fixture
def table(database: Database) -> Iterator[Database]:
    _Tables.metadata.create_all(database.engine)
    yield database
    _Tables.metadata.drop_all(database.engine)


def a_row(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "open": True, "parts": ["a", "æ"], "at": AT, **more}


def test_what_is_written_comes_back_in_the_types_of_the_table(table: Database) -> None:
    with table.begin() as session:
        INSERT.change(session, a_row("full"))
        INSERT.change(session, a_row("empty", open=False, parts=None, at=None))

    with table.read() as session:
        full = NAMED.first(session, {"that_name": "full"})
        empty = NAMED.first(session, {"that_name": "empty"})
        nulls = session.scalar(text("SELECT parts IS NULL FROM prepared_row_of_test ORDER BY name"))

    assert (full.open, full.parts, full.at) == (True, ["a", "æ"], AT)
    assert full.at.tzinfo is UTC
    assert (empty.open, empty.parts, empty.at) == (False, None, None)
    assert nulls


def test_values_that_stand_in_the_statement_need_not_be_given(table: Database) -> None:
    with table.begin() as session:
        for name in ("seen", "hidden"):
            INSERT.change(session, a_row(name))

    with table.read() as session:
        assert [row.known_as for row in OPEN.rows(session, {})] == ["seen"]


def test_a_change_says_how_many_rows_it_changed(table: Database) -> None:
    with table.begin() as session:
        INSERT.change(session, a_row("a"))
        INSERT.change(session, a_row("b"))

        assert CLOSE.change(session, {"now": AT}) == 2
        assert DELETE.change(session, {"that_name": "a"}) == 1
        assert DELETE.change(session, {"that_name": "a"}) == 0


def test_it_sees_what_the_session_has_written_and_ends_with_its_transaction(
    table: Database,
) -> None:
    def break_off() -> None:
        with table.begin() as session:
            session.add(_Row(**a_row("tracked")))
            session.flush()
            INSERT.change(session, a_row("prepared"))
            assert NAMED.first(session, {"that_name": "tracked"})
            assert session.get(_Row, "prepared")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()

    with table.read() as session:
        assert OPEN.rows(session, {}) == []


def test_a_session_of_somebody_elses_making_will_do(table: Database) -> None:
    with Session(table.engine) as session, session.begin():
        INSERT.change(session, a_row("a"))

    with table.read() as session:
        assert NAMED.first(session, {"that_name": "a"})


def test_a_text_is_a_value_and_never_part_of_the_statement(table: Database) -> None:
    hostile = "' OR 1=1 %s ? :x"
    with table.begin() as session:
        INSERT.change(session, a_row(hostile))

        assert NAMED.first(session, {"that_name": hostile})
        assert NAMED.first(session, {"that_name": "' OR 1=1 --"}) is None


def test_an_error_is_sqlalchemys_and_tells_no_parameters(table: Database) -> None:
    with table.begin() as session:
        INSERT.change(session, a_row("Kari Nordmann"))

    with pytest.raises(IntegrityError) as failed, table.begin() as session:
        INSERT.change(session, a_row("Kari Nordmann"))

    assert "[parameters:" not in str(failed.value)


def test_whoever_listens_to_the_engine_hears_it(table: Database) -> None:
    heard: list[str] = []
    event.listen(
        table.engine, "before_cursor_execute", lambda *said: heard.append(f"{said[2]} {said[3]}")
    )

    with table.read() as session:
        NAMED.first(session, {"that_name": "a"})

    assert "FROM prepared_row_of_test" in heard[0]
    assert "'a'" in heard[0]


def test_a_connection_that_the_server_has_ended_is_replaced(table: Database) -> None:
    def lose_it() -> None:
        with table.read() as session:
            driver: Any = session.connection().connection.dbapi_connection
            if isinstance(driver, psycopg.Connection):
                with psycopg.connect(driver.info.dsn, autocommit=True) as other:
                    other.execute("SELECT pg_terminate_backend(%s)", (driver.info.backend_pid,))
            else:
                driver.set_progress_handler(lambda: 1, 1)
            NAMED.first(session, {"that_name": "a"})

    with pytest.raises(OperationalError) as lost:
        lose_it()

    assert isinstance(lost.value.orig, psycopg.OperationalError | sqlite3.OperationalError)
    if not table.is_sqlite:
        assert lost.value.connection_invalidated
        with table.read() as session:
            assert NAMED.first(session, {"that_name": "a"}) is None
