from __future__ import annotations

from pathlib import Path

import pytest

from courseware.loading import load_course


def test_what_a_course_does_not_have_is_a_key_error(sample_course: Path) -> None:
    """Never StopIteration, which generators and context managers take for an ordinary end."""
    course = load_course(sample_course)

    for look_up in (course.bank, course.question, course.assessment):
        with pytest.raises(KeyError, match="borte"):
            look_up("borte")
