"""Logins on their way: written by the login, taken out by the launch, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import String, Table, bindparam, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.protocol.login import Login, LoginRequest, Rung, hash_of
from lti_tool.protocol.registration import Registration
from lti_tool.storage.database import Base, lock, try_lock
from lti_tool.storage.platforms import SELECT_REGISTRATION, RegistrationRow, read_registration
from lti_tool.storage.prepared import Prepared


class LoginRow(Base):
    __tablename__ = "login"

    # A hash: whoever reads the database cannot finish somebody's launch with it.
    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[str] = mapped_column(String(32), index=True)
    browser: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[str]
    login_hint: Mapped[str]
    client_id: Mapped[str | None]
    deployment_id: Mapped[str | None]
    target_link_uri: Mapped[str | None]
    message_hint: Mapped[str | None]
    storage_target: Mapped[str | None]
    rung: Mapped[str | None] = mapped_column(String(16))
    asker: Mapped[str] = mapped_column(String(16), server_default="")
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


_CLEARING = "logins: clearing"
_TABLE = cast(Table, LoginRow.__table__)
_INSERT = Prepared(insert(_TABLE))
_WAITING = (LoginRow.state_hash == bindparam("hash"), LoginRow.expires_at > bindparam("now"))
_COLUMNS = [  # those that a platform has, too, by names of their own
    column.label(f"login_{column.name}")
    if column.name in ("issuer", "client_id", "deployment_id")
    else column
    for column in _TABLE.columns
]
_FIND = Prepared(
    SELECT_REGISTRATION.add_columns(*_COLUMNS)
    .join(_TABLE, LoginRow.registration_id == RegistrationRow.id)
    .where(*_WAITING)
)
_TAKE = Prepared(
    delete(_TABLE).where(
        *_WAITING,
        LoginRow.nonce == bindparam("that_nonce"),
        LoginRow.browser == bindparam("that_browser"),
    )
)


def start(session: Session, login: Login, asker: str = "") -> None:
    """asker: the network that it came from, not to be read from it."""
    request = login.request
    _INSERT.change(
        session,
        {
            "state_hash": hash_of(login.state),
            "nonce": login.nonce,
            "registration_id": login.registration_id,
            "browser": login.browser,
            "issuer": request.issuer,
            "login_hint": request.login_hint,
            "client_id": request.client_id,
            "deployment_id": request.deployment_id,
            "target_link_uri": request.target_link_uri,
            "message_hint": request.message_hint,
            "storage_target": request.storage_target,
            "rung": request.rung,
            "asker": asker,
            "started_at": login.started_at,
            "expires_at": login.expires_at,
        },
    )


def find(session: Session, state: str, now: datetime) -> tuple[Login, Registration] | None:
    """
    A login that still waits for its launch, and its platform; None where it is used, too old or not
    ours, or where the platform is gone.
    """
    values = {"hash": hash_of(state), "now": now}
    rows = _FIND.rows(session, values)
    return (_read(rows[0], state), read_registration(rows)) if rows else None


def _read(row: Any, state: str) -> Login:
    return Login(
        state=state,
        nonce=row.nonce,
        registration_id=row.registration_id,
        request=LoginRequest(
            issuer=row.login_issuer,
            login_hint=row.login_hint,
            client_id=row.login_client_id,
            deployment_id=row.login_deployment_id,
            target_link_uri=row.target_link_uri,
            message_hint=row.message_hint,
            storage_target=row.storage_target,
            rung=Rung(row.rung) if row.rung else None,
        ),
        browser=row.browser,
        started_at=row.started_at,
        expires_at=row.expires_at,
    )


def take(session: Session, login: Login, now: datetime) -> bool:
    """
    Use a login up. True for one caller only, however many try at once.

    Call it after everything else about the launch has been checked: a forged launch must not use
    up the login of the real one.
    """
    taken = _TAKE.change(
        session,
        {
            "hash": hash_of(login.state),
            "that_nonce": login.nonce,
            "that_browser": login.browser,
            "now": now,
        },
    )
    return taken == 1


def forget_expired(session: Session, now: datetime) -> int:
    """Drop logins that nobody finished. Returns how many."""
    lock(session, _CLEARING)
    statement = delete(_TABLE).where(LoginRow.expires_at <= now).returning(LoginRow.state_hash)
    return len(session.execute(statement).all())


def forget_surplus(session: Session, registration_id: str, most: int) -> int:
    """
    Leave a platform so many logins that wait. Returns how many were dropped.

    Every network keeps its newest first, so that the one that has most loses most.
    """
    if not try_lock(session, _CLEARING):
        return 0
    row = LoginRow
    newest = (row.started_at.desc(), row.state_hash)
    turn = func.row_number().over(partition_by=row.asker, order_by=newest).label("turn")
    waiting = (
        select(row.state_hash, row.started_at, turn)
        .where(row.registration_id == registration_id)
        .subquery()
    )
    surplus = (
        select(waiting.c.state_hash)
        .order_by(waiting.c.turn, waiting.c.started_at.desc(), waiting.c.state_hash)
        .offset(most)
    )
    statement = delete(_TABLE).where(row.state_hash.in_(surplus)).returning(row.state_hash)
    return len(session.execute(statement).all())
