"""
How long results are kept: so many months after a person was last in the course.

The most exact rule counts: of a course in a deployment, of a deployment, of a course, of the whole
tool. Where there is none, results stay until somebody deletes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.certification.calendar import end_of, months_after, oslo_day

ANY = ""
"""Instead of a tenant or a course: all of them."""
MONTHS = range(1, 241)


@dataclass(frozen=True, slots=True)
class Rule:
    tenant: str
    course: str
    months: int

    def __post_init__(self) -> None:
        if self.months not in MONTHS:
            raise ValueError(f"results are not kept for {self.months} months")

    @property
    def key(self) -> tuple[str, str]:
        """There is one rule for each."""
        return self.tenant, self.course

    @property
    def exactness(self) -> tuple[bool, bool]:
        """Sorts: a deployment says more than a course."""
        return self.tenant != ANY, self.course != ANY

    def covers(self, tenant: str, course: str) -> bool:
        return self.tenant in (ANY, tenant) and self.course in (ANY, course)

    def keeps_since(self, now: datetime) -> datetime:
        """Results of those who were last here before that are over: whole days, as in Norway."""
        return end_of(months_after(oslo_day(now), -self.months) - timedelta(days=1))


def rule_for(rules: Iterable[Rule], tenant: str, course: str) -> Rule | None:
    """The most exact one; None where results are kept without an end."""
    covering = (each for each in rules if each.covers(tenant, course))
    return max(covering, key=lambda each: each.exactness, default=None)
