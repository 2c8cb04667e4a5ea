"""Some drawings of the medication test in every run; `make draws` does a hundred thousand."""

from __future__ import annotations

from tests.soak.draws import draws


def test_the_medication_test_is_drawn_fairly() -> None:
    course, found = draws(1_000)

    test = course.assessment("prove")
    assert found.repeats == 0
    assert found.shares == {line.topic: {line.count} for line in test.draws}
    assert min(times for counted in found.exposure.values() for times in counted.values()) > 0
    assert found.unevenness(course) < 0.2
