"""What a course asks of whoever is to be certified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from courseware.model.assessment import Bound
from courseware.model.text import LocalText


@dataclass(frozen=True, slots=True)
class TaskScope:
    """
    A task, or a kind of tasks, that a leader may decide on.

    groups: only for who took the test of one of these; empty for everybody.
    """

    id: str
    title: LocalText
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that whoever signs off has seen the employee do."""

    id: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class CertificateRules:
    """
    What it takes to be certified, for which tasks, and for how long at most.

    renewal_test: a shorter one that counts as `test` does, for whoever renews a certificate that
        still holds; None where everybody takes the whole test again.
    bounds: how far a localization may change `months` and `renewal_days`.
    """

    test: str
    scopes: tuple[TaskScope, ...]
    observations: tuple[Observation, ...]
    sign_off_intro: LocalText | None = None
    months: int = 36
    renewal_days: int = 90
    renewal_test: str | None = None
    bounds: Mapping[str, Bound] = field(default_factory=dict)
