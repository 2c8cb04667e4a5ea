"""Platforms: registrations and their deployments."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from lti_tool.protocol.registration import Registration
from lti_tool.storage.database import Base, lock

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Registration ids stand in addresses that an admin may have to read aloud."""
_ID_LENGTH = 10


class RegistrationRow(Base):
    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(500))
    client_id: Mapped[str] = mapped_column(String(255))
    auth_url: Mapped[str]
    token_url: Mapped[str]
    jwks_url: Mapped[str]
    token_audience: Mapped[str | None]
    name: Mapped[str]
    family: Mapped[str | None]
    embed_origins: Mapped[list[str]] = mapped_column(JSON)
    sandbox: Mapped[bool]
    added_at: Mapped[datetime]
    # Joined: a launch reads a platform with one question.
    deployments: Mapped[list[DeploymentRow]] = relationship(
        lazy="joined", cascade="all, delete-orphan", passive_deletes=True
    )


class DeploymentRow(Base):
    __tablename__ = "deployment"

    registration_id: Mapped[str] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    deployment_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    localization: Mapped[str | None]
    added_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """What an admin says about a platform. `localization`: the deployments' default."""

    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployments: tuple[str, ...]
    name: str
    embed_origins: tuple[str, ...]
    localization: str | None = None
    token_audience: str | None = None
    family: str | None = None
    sandbox: bool = False


def add(session: Session, new: NewRegistration, now: datetime) -> Registration:
    """
    Add a platform, or bring a known one (same issuer and client id) up to date.

    Deployments are added to those that are known; none is taken away.
    """
    lock(session, "platforms")
    row = _row(session, new.issuer, new.client_id)
    if row is None:
        row = RegistrationRow(id=_new_id(), issuer=new.issuer, client_id=new.client_id)
        row.added_at = now
        session.add(row)
    row.auth_url, row.token_url, row.jwks_url = new.auth_url, new.token_url, new.jwks_url
    row.token_audience, row.family, row.name = new.token_audience, new.family, new.name
    row.embed_origins = list(new.embed_origins)
    row.sandbox = new.sandbox or bool(row.sandbox)  # once a sandbox, always one
    known = {deployment.deployment_id: deployment for deployment in row.deployments}
    for deployment_id in new.deployments:
        if deployment_id in known:
            known[deployment_id].localization = new.localization
        else:
            row.deployments.append(
                DeploymentRow(
                    deployment_id=deployment_id, localization=new.localization, added_at=now
                )
            )
    session.flush()
    return _registration(row)


def get(session: Session, registration_id: str) -> Registration | None:
    row = session.get(RegistrationRow, registration_id)
    return _registration(row) if row is not None else None


def find(session: Session, issuer: str, client_id: str) -> Registration | None:
    row = _row(session, issuer, client_id)
    return _registration(row) if row is not None else None


def of_issuer(session: Session, issuer: str) -> list[Registration]:
    """All registrations of one issuer: shared hosts have one per customer."""
    return _all(session.scalars(_SELECT.where(RegistrationRow.issuer == issuer)).unique())


def everything(session: Session) -> list[Registration]:
    return _all(session.scalars(_SELECT.order_by(RegistrationRow.added_at)).unique())


def remove(session: Session, registration_id: str) -> bool:
    """Forget a platform; what its people did stays, under an id that no launch has any more."""
    lock(session, "platforms")
    statement = delete(RegistrationRow).where(RegistrationRow.id == registration_id)
    return session.scalar(statement.returning(RegistrationRow.id)) is not None


_SELECT = select(RegistrationRow)


def _row(session: Session, issuer: str, client_id: str) -> RegistrationRow | None:
    statement = _SELECT.where(
        RegistrationRow.issuer == issuer, RegistrationRow.client_id == client_id
    )
    return session.scalars(statement).unique().one_or_none()


def _all(rows: Iterable[RegistrationRow]) -> list[Registration]:
    return [_registration(row) for row in rows]


def _new_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def _registration(row: RegistrationRow) -> Registration:
    return Registration(
        id=row.id,
        issuer=row.issuer,
        client_id=row.client_id,
        auth_url=row.auth_url,
        token_url=row.token_url,
        jwks_url=row.jwks_url,
        name=row.name,
        embed_origins=tuple(row.embed_origins),
        deployments={item.deployment_id: item.localization for item in row.deployments},
        token_audience=row.token_audience,
        family=row.family,
        sandbox=row.sandbox,
    )
