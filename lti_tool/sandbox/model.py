"""What the sandbox course holds: its people, its activities, its grades and the tool in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is in the course; each is a key of the text catalogue."""

    EMPLOYEE = "employee"
    TEACHER = "teacher"
    ADMINISTRATOR = "administrator"


_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_ROLE_URIS = {
    Role.EMPLOYEE: (f"{_MEMBERSHIP}Learner",),
    Role.TEACHER: (f"{_MEMBERSHIP}Instructor",),
    Role.ADMINISTRATOR: (
        f"{_MEMBERSHIP}Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the `sub` of every launch: the user's number as a string, as Moodle has it."""

    id: str
    given_name: str
    family_name: str
    role: Role

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self) -> str:
        return f"{self.given_name}.{self.family_name}@example.org".lower()

    @property
    def role_uris(self) -> tuple[str, ...]:
        """Long form, as launches carry them."""
        return _ROLE_URIS[self.role]

    @property
    def is_learner(self) -> bool:
        return self.role is Role.EMPLOYEE

    @property
    def may_edit(self) -> bool:
        return not self.is_learner


EMPLOYEE = Person("3", "Anne", "Eksempel", Role.EMPLOYEE)
TEACHER = Person("4", "Lars", "Eksempel", Role.TEACHER)
ADMINISTRATOR = Person("2", "Astrid", "Eksempel", Role.ADMINISTRATOR)
PEOPLE = (EMPLOYEE, TEACHER, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Course:
    """The one course of the sandbox: LTI's context."""

    id: str = "7"
    label: str = "OPPLÆRING"
    title: str = "Opplæring for nyansatte"


@dataclass(frozen=True, slots=True)
class Tool:
    """
    The tool as it is registered here. `redirect_uris` are compared character by character.

    scopes: what it was granted; None for everything.
    is_active: an administrator has activated it.
    """

    client_id: str
    deployment_id: str
    title: str
    login_url: str
    redirect_uris: tuple[str, ...]
    jwks_url: str
    target_link_uri: str
    scopes: tuple[str, ...] | None = None
    shares_names: bool = False
    is_active: bool = True

    @classmethod
    def at(cls, origin: str) -> Tool:
        """Our own tool, served at `origin` (scheme, host and port)."""
        return cls(
            client_id="kurspakke-sandkasse",
            deployment_id="1",
            title="Kurspakke",
            login_url=f"{origin}/lti/login",
            redirect_uris=(f"{origin}/lti/launch",),
            jwks_url=f"{origin}/lti/jwks.json",
            target_link_uri=f"{origin}/lti/launch",
        )


@dataclass(frozen=True, slots=True)
class Activity:
    """
    One resource link.

    line_item: the column coupled with it; None where the activity gives no grade.
    tool: client id of the registered tool that it opens; None for the built-in one.
    """

    id: str
    title: str
    url: str
    text: str = ""
    custom: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    line_item: str | None = None
    tool: str | None = None


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the gradebook. `activity` is None for a column that the tool made by itself."""

    id: str
    label: str
    maximum: float
    resource_id: str = ""
    tag: str = ""
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """
    What the gradebook keeps of the last score it took for one person in one column.

    points: on the column's own scale; None where the last score was not fully graded.
    timestamp: the tool's; `received`: ours.
    """

    line_item: str
    person: str
    points: float | None
    comment: str
    timestamp: datetime
    received: datetime
    activity_progress: str
    grading_progress: str


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One item of a deep linking response, as far as the sandbox (like Moodle) heeds it."""

    title: str
    url: str
    text: str
    custom: Mapping[str, str]
    maximum: float | None
    """`lineItem.scoreMaximum`; None where the item wants no grade."""
    resource_id: str = ""
    tag: str = ""
