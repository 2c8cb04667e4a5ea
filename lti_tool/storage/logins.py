"""Logins on their way: written by the login, taken out by the launch, once."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import String, Table, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.protocol.login import Login, LoginRequest, Rung, hash_of
from lti_tool.storage.database import Base


class LoginRow(Base):
    __tablename__ = "login"

    # A hash: whoever reads the database cannot finish somebody's launch with it.
    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[str] = mapped_column(String(32))
    browser: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[str]
    login_hint: Mapped[str]
    client_id: Mapped[str | None]
    deployment_id: Mapped[str | None]
    target_link_uri: Mapped[str | None]
    message_hint: Mapped[str | None]
    storage_target: Mapped[str | None]
    rung: Mapped[str | None] = mapped_column(String(16))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


_TABLE = cast(Table, LoginRow.__table__)  # rows, not objects: nothing has to track them


def start(session: Session, login: Login) -> None:
    request = login.request
    session.execute(
        insert(_TABLE).values(
            state_hash=hash_of(login.state),
            nonce=login.nonce,
            registration_id=login.registration_id,
            browser=login.browser,
            issuer=request.issuer,
            login_hint=request.login_hint,
            client_id=request.client_id,
            deployment_id=request.deployment_id,
            target_link_uri=request.target_link_uri,
            message_hint=request.message_hint,
            storage_target=request.storage_target,
            rung=request.rung,
            started_at=login.started_at,
            expires_at=login.expires_at,
        )
    )


def find(session: Session, state: str, now: datetime) -> Login | None:
    """A login that still waits for its launch; None where it is used, too old or not ours."""
    row = session.execute(
        select(_TABLE).where(LoginRow.state_hash == hash_of(state), LoginRow.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    return Login(
        state=state,
        nonce=row.nonce,
        registration_id=row.registration_id,
        request=LoginRequest(
            issuer=row.issuer,
            login_hint=row.login_hint,
            client_id=row.client_id,
            deployment_id=row.deployment_id,
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
    taken = session.execute(
        delete(_TABLE)
        .where(
            LoginRow.state_hash == hash_of(login.state),
            LoginRow.nonce == login.nonce,
            LoginRow.browser == login.browser,
            LoginRow.expires_at > now,
        )
        .returning(LoginRow.state_hash)
    )
    return taken.one_or_none() is not None


def forget_expired(session: Session, now: datetime) -> int:
    """Drop logins that nobody finished. Returns how many."""
    statement = delete(_TABLE).where(LoginRow.expires_at <= now).returning(LoginRow.state_hash)
    return len(session.execute(statement).all())
