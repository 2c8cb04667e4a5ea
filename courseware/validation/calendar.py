"""
What only the calendar, or the lack of an approver, makes unfit.

Age alone is a warning and never an error: the same files give the same package next year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from courseware.assembly import day
from courseware.course_source import CourseSource
from courseware.problems import Problem

LAW_CHECK_LASTS = timedelta(days=365)


def problems(source: CourseSource, today: date, *, release: bool) -> Iterator[Problem]:
    if source.course is None:
        return
    root = source.root
    old = [law for law in root["laws"].records() if today - day(law["checked"]) > LAW_CHECK_LASTS]
    if old:  # they were all checked on one day, as a rule: said once, not forty times
        oldest = min((law["checked"] for law in old), key=day)
        ids = ", ".join(law["id"].text for law in old)
        yield oldest.warning("laws-old", count=len(old), ids=ids, date=oldest.text)
    for law in root["laws"].records():
        checked = law["checked"]
        if today < day(checked) < date.max:
            yield checked.warning("law-ahead", id=law["id"].text, date=checked.text)
        if law["doubtful"].flag:
            yield law["doubtful"].warning("law-doubtful", id=law["id"].text)
    review = root["review"]
    if day(review) < today:
        yield review.warning("review-passed", date=review.text)
    approval = root["approval"]
    if not approval.given:
        if release:
            yield approval.problem("no-approver-release")
        else:
            yield approval.warning("no-approver")
