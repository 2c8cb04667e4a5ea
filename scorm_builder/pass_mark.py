"""The pass mark that a package tells its LMS."""

from __future__ import annotations

from courseware.model import Kind
from scorm_builder.source import Source


def pass_mark(source: Source) -> int | None:
    """In per cent, of the one pass test in the package; None where there is none, or several."""
    course = source.course
    tests = [
        test
        for test in course.assessments
        if test.kind is Kind.PASS and (test.id in source.certifying or not course.certifies(test))
    ]
    rule = tests[0].rule if len(tests) == 1 else None
    return rule.percent if rule else None
