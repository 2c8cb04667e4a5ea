"""Platforms: registrations and their deployments."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from lti_tool.protocol.registration import Registration, Standing, Tenant
from lti_tool.storage.database import Base, lock
from lti_tool.storage.prepared import Prepared

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Registration ids stand in addresses that an admin may have to read aloud."""
_ID_LENGTH = 10
_MAX_FAMILY = 100

_MOST_WAITING = 50
"""Deployments of one platform that may wait for approval; more are refused without a note."""


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
    standing: Mapped[str] = mapped_column(String(16), default=Standing.ACTIVE.value)
    takes_first_deployment: Mapped[bool] = mapped_column(default=False)
    localization: Mapped[str | None]
    added_at: Mapped[datetime]
    deployments: Mapped[list[DeploymentRow]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class DeploymentRow(Base):
    __tablename__ = "deployment"

    registration_id: Mapped[str] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    deployment_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    localization: Mapped[str | None]
    standing: Mapped[str] = mapped_column(String(16), default=Standing.ACTIVE.value)
    added_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """
    What an admin says about a platform.

    deployments: may be empty where the platform names them only when they launch.
    localization: the deployments' default.
    standing: of a platform that is new here; a known one keeps its own.
    """

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
    standing: Standing = Standing.ACTIVE


def add(session: Session, new: NewRegistration, now: datetime) -> Registration:
    """
    Add a platform, or bring a known one (same issuer and client id) up to date.

    Deployments are added to those that are known; none is taken away.
    """
    lock(session, "platforms")
    statement = select(RegistrationRow).where(
        RegistrationRow.issuer == new.issuer, RegistrationRow.client_id == new.client_id
    )
    row = session.scalar(statement)
    if row is None:
        row = RegistrationRow(id=_new_id(), issuer=new.issuer, client_id=new.client_id)
        row.added_at, row.standing = now, new.standing.value
        session.add(row)
    row.auth_url, row.token_url, row.jwks_url = new.auth_url, new.token_url, new.jwks_url
    row.token_audience, row.name = new.token_audience, new.name
    row.family = new.family or row.family
    row.localization = new.localization
    row.embed_origins = list(new.embed_origins)
    row.sandbox = new.sandbox or bool(row.sandbox)  # once a sandbox, always one
    known = {deployment.deployment_id: deployment for deployment in row.deployments}
    for deployment_id in new.deployments:
        if deployment_id in known:
            known[deployment_id].localization = new.localization
            if known[deployment_id].standing == Standing.WAITING:
                known[deployment_id].standing = Standing.ACTIVE.value
        else:
            row.deployments.append(_deployment(deployment_id, new.localization, now))
    row.takes_first_deployment = not row.deployments
    session.flush()
    added = get(session, row.id)
    assert added is not None  # noqa: S101 - flushed a moment ago
    return added


def add_new(session: Session, new: NewRegistration, now: datetime) -> Registration | None:
    """Add a platform. None, and nothing changed, where its issuer and client id are known."""
    lock(session, "platforms")
    if find(session, new.issuer, new.client_id) is not None:
        return None
    return add(session, new, now)


def get(session: Session, registration_id: str) -> Registration | None:
    found = _read(session, _BY_ID, {"id": registration_id})
    return found[0] if found else None


def is_known(session: Session, tenant: Tenant) -> bool:
    """Whether the deployment, and the platform that it is of, may still open courses."""
    values = {
        "that_registration": tenant.registration_id,
        "that_deployment": tenant.deployment_id,
    }
    return _KNOWN.first(session, values) is not None


def set_standing(
    session: Session, registration_id: str, standing: Standing, deployment_id: str | None = None
) -> bool:
    """Of a platform, or of one deployment only. False where there is none such."""
    lock(session, "platforms")
    statement = update(RegistrationRow).where(RegistrationRow.id == registration_id)
    if deployment_id is not None:
        statement = update(DeploymentRow).where(
            DeploymentRow.registration_id == registration_id,
            DeploymentRow.deployment_id == deployment_id,
        )
    return session.connection().execute(statement.values(standing=standing.value)).rowcount == 1


def approve_deployment(
    session: Session, registration_id: str, deployment_id: str, now: datetime
) -> None:
    """Let it in, also where no launch has come from it yet; one that is suspended stays so."""
    lock(session, "platforms")
    row = session.get(DeploymentRow, (registration_id, deployment_id), populate_existing=True)
    if row is None:
        platform = session.get_one(RegistrationRow, registration_id)
        row = _deployment(deployment_id, platform.localization, now)
        row.registration_id = registration_id
        platform.takes_first_deployment = False
        session.add(row)
    elif row.standing == Standing.WAITING:
        row.standing = Standing.ACTIVE.value
    session.flush()


def meet_deployment(
    session: Session, registration_id: str, deployment_id: str, now: datetime
) -> Standing | None:
    """
    A launch that the platform has signed names a deployment we may not know: note it.

    The first one of a platform that named none when it was registered is taken; any other waits
    for the operator. None where nothing more is noted.
    """
    lock(session, "platforms")
    row = session.get(RegistrationRow, registration_id, populate_existing=True)
    if row is None:
        return None
    known = session.get(DeploymentRow, (registration_id, deployment_id), populate_existing=True)
    if known is not None:
        return Standing(known.standing)
    waiting = session.scalar(
        select(func.count()).where(
            DeploymentRow.registration_id == registration_id,
            DeploymentRow.standing == Standing.WAITING.value,
        )
    )
    if (waiting or 0) >= _MOST_WAITING:
        return None
    standing = Standing.ACTIVE if row.takes_first_deployment else Standing.WAITING
    row.takes_first_deployment = False
    added = _deployment(deployment_id, row.localization, now, standing)
    added.registration_id = registration_id
    session.add(added)
    session.flush()
    return standing


def find(session: Session, issuer: str, client_id: str) -> Registration | None:
    found = _read(session, _BY_CLIENT, {"issuer": issuer, "client_id": client_id})
    return found[0] if found else None


def of_issuer(session: Session, issuer: str) -> list[Registration]:
    """All registrations of one issuer: shared hosts have one per customer."""
    return _read(session, _BY_ISSUER, {"issuer": issuer})


def everything(session: Session) -> list[Registration]:
    return _read(session, _ALL, {})


def learn_family(session: Session, registration_id: str, family: str) -> None:
    """Which product it is, where nobody said so when it was registered."""
    session.execute(
        update(RegistrationRow)
        .where(RegistrationRow.id == registration_id, RegistrationRow.family.is_(None))
        .values(family=family.lower()[:_MAX_FAMILY])
    )


def remove(session: Session, registration_id: str) -> bool:
    """Forget a platform; what its people did stays, under an id that no launch has any more."""
    lock(session, "platforms")
    statement = delete(RegistrationRow).where(RegistrationRow.id == registration_id)
    return session.scalar(statement.returning(RegistrationRow.id)) is not None


def remove_deployment(session: Session, registration_id: str, deployment_id: str) -> bool:
    """Let nobody in from this deployment any more; the platform's others go on."""
    lock(session, "platforms")
    statement = delete(DeploymentRow).where(
        DeploymentRow.registration_id == registration_id,
        DeploymentRow.deployment_id == deployment_id,
    )
    return session.scalar(statement.returning(DeploymentRow.deployment_id)) is not None


SELECT_REGISTRATION = (
    select(
        cast(Table, RegistrationRow.__table__),
        DeploymentRow.deployment_id,
        DeploymentRow.localization.label("deployment_localization"),
        DeploymentRow.standing.label("deployment_standing"),
    )
    .outerjoin(
        cast(Table, DeploymentRow.__table__),
        DeploymentRow.registration_id == RegistrationRow.id,
    )
    .order_by(RegistrationRow.added_at, RegistrationRow.id, DeploymentRow.deployment_id)
)


_OF_ISSUER = SELECT_REGISTRATION.where(RegistrationRow.issuer == bindparam("issuer"))
_ALL = Prepared(SELECT_REGISTRATION)
_BY_ID = Prepared(SELECT_REGISTRATION.where(RegistrationRow.id == bindparam("id")))
_BY_ISSUER = Prepared(_OF_ISSUER)
_BY_CLIENT = Prepared(_OF_ISSUER.where(RegistrationRow.client_id == bindparam("client_id")))
_KNOWN = Prepared(
    select(DeploymentRow.deployment_id)
    .join(RegistrationRow, RegistrationRow.id == DeploymentRow.registration_id)
    .where(
        DeploymentRow.registration_id == bindparam("that_registration"),
        DeploymentRow.deployment_id == bindparam("that_deployment"),
        DeploymentRow.standing == Standing.ACTIVE.value,
        RegistrationRow.standing == Standing.ACTIVE.value,
    )
)


def _read(session: Session, question: Prepared, values: Mapping[str, str]) -> list[Registration]:
    rows = question.rows(session, values)
    return [read_registration(list(of_one)) for _, of_one in groupby(rows, lambda row: row.id)]


def _deployment(
    deployment_id: str,
    localization: str | None,
    now: datetime,
    standing: Standing = Standing.ACTIVE,
) -> DeploymentRow:
    return DeploymentRow(
        deployment_id=deployment_id,
        localization=localization,
        standing=standing.value,
        added_at=now,
    )


def _new_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def read_registration(rows: Sequence[Any]) -> Registration:
    """rows: one for each deployment, or one without a deployment."""
    row = rows[0]
    return Registration(
        id=row.id,
        issuer=row.issuer,
        client_id=row.client_id,
        auth_url=row.auth_url,
        token_url=row.token_url,
        jwks_url=row.jwks_url,
        name=row.name,
        embed_origins=tuple(row.embed_origins),
        deployments={
            each.deployment_id: each.deployment_localization
            for each in rows
            if each.deployment_standing == Standing.ACTIVE
        },
        barred={
            each.deployment_id: Standing(each.deployment_standing)
            for each in rows
            if each.deployment_standing not in (None, Standing.ACTIVE)
        },
        token_audience=row.token_audience,
        family=row.family,
        sandbox=row.sandbox,
        standing=Standing(row.standing),
        takes_first_deployment=row.takes_first_deployment,
        localization=row.localization,
    )
