"""Some drawings of the medication test in every run; `make draws` does a hundred thousand."""

from __future__ import annotations

from tests.soak.draws import draws

SIZES = {"prove": 40, "fornyelse": 20}


def test_the_medication_test_is_drawn_fairly_for_every_staff_group() -> None:
    drawn = list(draws(250, ("prove", "fornyelse")))

    assert {(found.test.id, group) for found in drawn for group in found.groups} == {
        (test, group)
        for test in ("prove", "fornyelse")
        for group in ("assistent", "helsefagarbeider", "sykepleier")
    }
    for found in drawn:
        assert found.repeats == 0
        assert found.shares == found.wanted()
        assert sum(found.exposure.values()) == 250 * SIZES[found.test.id]
        assert found.exposure.keys() == found.questions().keys()
        assert found.unevenness() < 4.5
