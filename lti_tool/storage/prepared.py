"""
The statements of a launch: written once, then given to the database's driver itself.

SQLAlchemy's way to run a statement costs ten times what SQLite needs to answer it. Here it only
says, once for each database, how the statement and its values are written and read.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_Process = Callable[[Any], Any]


class Prepared:
    """
    A statement whose values have names; no value of it may be a list.

    The database answers with rows whose columns are attributes, in the types of the tables.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._by_dialect: dict[str, _Written] = {}

    def rows(self, session: Session, values: Mapping[str, Any]) -> list[Any]:
        written, cursor = self._run(session, values)
        return [written.row(found) for found in cursor.fetchall()]

    def first(self, session: Session, values: Mapping[str, Any]) -> Any | None:
        written, cursor = self._run(session, values)
        found = cursor.fetchone()
        return None if found is None else written.row(found)

    def change(self, session: Session, values: Mapping[str, Any]) -> int:
        """How many rows were written or deleted."""
        _, cursor = self._run(session, values)
        changed: int = cursor.rowcount
        return changed

    def _run(self, session: Session, values: Mapping[str, Any]) -> tuple[_Written, Any]:
        bound = session.bind
        connection = bound if isinstance(bound, Connection) else session.connection()
        dialect = connection.dialect
        written = self._by_dialect.get(dialect.name)
        if written is None:
            written = self._by_dialect[dialect.name] = _write(self._statement, dialect)
        parameters = written.parameters(values)
        # Whoever listens to what the engine is asked hears of these statements, too.
        heard = connection.engine.dispatch.before_cursor_execute
        if heard:
            heard(connection, None, written.sql, parameters, None, False)
        driver: Any = connection.connection.dbapi_connection
        try:
            return written, driver.execute(written.sql, parameters)
        except dialect.loaded_dbapi.Error as error:
            lost = dialect.is_disconnect(error, driver, None)
            if lost:
                connection.invalidate(error)
            raise DBAPIError.instance(
                written.sql,
                {},
                error,
                dialect.loaded_dbapi.Error,
                hide_parameters=True,
                connection_invalidated=lost,
                dialect=dialect,
            ) from error


@dataclass(frozen=True, slots=True)
class _Written:
    """
    A statement in one database's words.

    fixed: the values that stand in the statement itself.
    order: of the values, where they are known by their place; None where by their names.
    binders, readers: how values and columns are turned into the driver's types, and back.
    """

    sql: str
    fixed: dict[str, Any]
    order: tuple[str, ...] | None
    binders: tuple[tuple[str, _Process], ...]
    readers: tuple[tuple[int, _Process], ...]
    make_row: _Process

    def parameters(self, values: Mapping[str, Any]) -> Any:
        given = {**self.fixed, **values}
        for name, process in self.binders:
            given[name] = process(given[name])
        return given if self.order is None else tuple(given[name] for name in self.order)

    def row(self, found: tuple[Any, ...]) -> Any:
        if not self.readers:
            return self.make_row(found)
        columns = list(found)
        for place, process in self.readers:
            columns[place] = process(columns[place])
        return self.make_row(columns)


def _write(
    statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, dialect: Dialect
) -> _Written:
    compiled = statement.compile(dialect=dialect)
    binders = []
    for name, bound in compiled.binds.items():
        process = bound.type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            binders.append((name, process))
    columns = list(statement.exported_columns)
    readers = []
    for place, column in enumerate(columns):
        process = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if process is not None:
            readers.append((place, process))
    row = namedtuple("Row", [str(column.key) for column in columns])  # type: ignore[misc]
    return _Written(
        sql=str(compiled),
        fixed={name: bound.value for name, bound in compiled.binds.items() if not bound.required},
        order=tuple(compiled.positiontup or ()) if compiled.positional else None,
        binders=tuple(binders),
        readers=tuple(readers),
        make_row=row._make,
    )
