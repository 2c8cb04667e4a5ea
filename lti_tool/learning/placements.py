"""
What a link in an LMS course opens.

A deep-linked item carries its choice as LTI custom parameters. They survive when an LMS course is
copied (a new resource link id, the same custom values), which the resource link's id does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from courseware.model import Course

_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
_LOCALIZATION = re.compile(r"[a-z][a-z0-9-]{0,63}(/[a-z][a-z0-9-]{0,63}){0,3}")
_VERSION = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}")
_SHARED = "-"
"""What a link says that opens the shared course on purpose."""
_NAME = "kurspakke_name"
_MAX_NAME = 255
_UNIT = re.compile(r"[^\x00-\x1f$]{1,64}")


class BrokenLink(ValueError):
    """A link says what it opens in a way that none of ours is written."""

    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Choice:
    """A course, the local layer on it, and the part of it that a link opens."""

    course: str
    localization: str | None = None
    """None for the shared course. A link that does not say gets the deployment's default."""
    chapter: str | None = None
    """Only this chapter; None for the whole course."""
    assessment: str | None = None
    """Only this test; None for the course or the chapter."""
    unit: str | None = None
    """The workplace whose people use the link; grants may be scoped to it."""
    picked_version: str | None = None
    """The version that the teacher saw. Provenance only: the active version is what opens."""


@dataclass(frozen=True, slots=True)
class Placement:
    """
    One use of a course in an LMS course: a resource link of a tenant, and its choice.

    memberships_url: where the platform lists the members of that LMS course, as the last launch
        said; None where it did not.
    """

    tenant: str
    id: str
    resource_link: str
    choice: Choice
    memberships_url: str | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """One learner in one course of one placement: what progress and results belong to."""

    tenant: str
    placement: str
    course: str
    person: str
    """`sub` of the launch, unchanged."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.tenant, self.placement, self.course, self.person)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in a placement as it is now."""

    placement: Placement
    person: str

    @property
    def choice(self) -> Choice:
        return self.placement.choice

    @property
    def whose(self) -> Whose:
        place = self.placement
        return Whose(place.tenant, place.id, place.choice.course, self.person)


def read_custom(custom: Mapping[str, object], default_localization: str | None) -> Choice | None:
    """
    The choice in a launch's custom parameters; None where the link was made without one.

    default_localization: the deployment's, for a link that says nothing about it.

    Platforms leave unresolved `$variables` in place, send nulls and add keys of their own: those
    count as absent. Raises BrokenLink for anything else that we never write, since opening
    something other than what was meant is worse than opening nothing.
    """
    course = _value(custom, "kurspakke_course", _ID)
    if course is None:
        return None
    return Choice(
        course=course,
        localization=_localization(custom, default_localization),
        chapter=_value(custom, "kurspakke_chapter", _ID),
        assessment=_value(custom, "kurspakke_assessment", _ID),
        unit=_value(custom, "kurspakke_unit", _UNIT),
        picked_version=_value(custom, "kurspakke_version", _VERSION),
    )


def certifies_at(course: Course, choice: Choice) -> bool:
    """Whether the choice shows the test that the course's certificate rests on."""
    rules = course.certificate
    return rules is not None and choice.chapter is None and choice.assessment in (None, rules.test)


def shows_test(course: Course, choice: Choice, assessment_id: str) -> bool:
    """Whether the choice shows the test; whoever shows the certifying one also renews by it."""
    if choice.chapter is not None:
        return False
    rules = course.certificate
    renews = rules is not None and assessment_id == rules.renewal_test
    return choice.assessment in (None, assessment_id, rules.test if rules and renews else None)


def asking_for_name(custom: Mapping[str, str]) -> dict[str, str]:
    """The same parameters, and one by which the platform tells who it is, where it may."""
    return {**custom, _NAME: "$Person.name.full"}


def name_in(custom: Mapping[str, object]) -> str | None:
    """The answer to that; None where the platform keeps names to itself."""
    value = custom.get(_NAME)
    if not isinstance(value, str) or not value.strip() or value.startswith("$"):
        return None
    return " ".join(value.split())[:_MAX_NAME]


def is_choice(choice: Choice) -> bool:
    """Whether every part of it may be one; a browser sent it."""
    try:
        return read_custom(write_custom(choice), None) == choice
    except BrokenLink:
        return False


def write_custom(choice: Choice) -> dict[str, str]:
    """The custom parameters of a deep-linked item: strings, and only those that say something."""
    values = {
        "kurspakke_course": choice.course,
        "kurspakke_localization": choice.localization or _SHARED,
        "kurspakke_chapter": choice.chapter,
        "kurspakke_assessment": choice.assessment,
        "kurspakke_unit": choice.unit,
        "kurspakke_version": choice.picked_version,
    }
    return {name: value for name, value in values.items() if value is not None}


def _localization(custom: Mapping[str, object], default: str | None) -> str | None:
    if custom.get("kurspakke_localization") == _SHARED:
        return None
    return _value(custom, "kurspakke_localization", _LOCALIZATION) or default


def _value(custom: Mapping[str, object], name: str, pattern: re.Pattern[str]) -> str | None:
    value = custom.get(name)
    if value is None or value == "" or (isinstance(value, str) and value.startswith("$")):
        return None
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BrokenLink(name)
    return value
