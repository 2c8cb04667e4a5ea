"""A platform as we know it: issuer and client id, its endpoints, and its deployments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Standing(StrEnum):
    """Whether a platform, or one deployment of it, may open courses."""

    ACTIVE = "active"
    WAITING = "waiting"
    """For the operator's approval."""
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Tenant:
    """Registration and deployment: whose data it is. No query goes without it."""

    registration_id: str
    deployment_id: str

    @property
    def key(self) -> str:
        """Both in one string, for the first column of a tenant's rows."""
        return f"{self.registration_id}:{self.deployment_id}"

    @classmethod
    def from_key(cls, key: str) -> Tenant:
        registration_id, _, deployment_id = key.partition(":")
        return cls(registration_id, deployment_id)


@dataclass(frozen=True, slots=True)
class Registration:
    """
    id: ours, short, in addresses; letters and digits only.
    embed_origins: whose pages may frame ours (`https://moodle.example.no`).
    deployments: those that may open courses; id -> the localization its placements get by
        default, or None.
    barred: the deployments that may not, and why.
    token_audience: what the token endpoint wants as `aud`; None for its own address.
    family: product family code as the platform says it (`moodle`, `canvas`), once it has.
    sandbox: the built-in one for development, which a production start refuses.
    takes_first_deployment: the registration named none, so the first that launches is taken.
    localization: what a deployment that is added later gets by default.
    """

    id: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    name: str
    embed_origins: tuple[str, ...]
    deployments: Mapping[str, str | None] = field(default_factory=dict)
    token_audience: str | None = None
    family: str | None = None
    sandbox: bool = False
    standing: Standing = Standing.ACTIVE
    barred: Mapping[str, Standing] = field(default_factory=dict)
    takes_first_deployment: bool = False
    localization: str | None = None

    def standing_of(self, deployment_id: str) -> Standing | None:
        """Of a deployment and the platform together; None for one that we do not know."""
        if self.standing is not Standing.ACTIVE:
            return self.standing
        return (
            Standing.ACTIVE if deployment_id in self.deployments else self.barred.get(deployment_id)
        )
