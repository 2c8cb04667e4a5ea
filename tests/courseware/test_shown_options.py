"""What a browser calls the options of a test, and what becomes of an answer on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.model import Question
from courseware.shown_options import as_shown, as_stored
from tests.assessment_samples import calculation, case, matching, multiple, ordering, single

KINDS: dict[str, tuple[Question, str]] = {
    "single": (single("en"), "abcd"),
    "multiple": (multiple("flere"), "abcde"),
    "ordering": (ordering("rekke"), "abcd"),
    "matching": (matching("par"), "abc"),
}


@st.composite
def answered(draw: st.DrawFn) -> tuple[Question, str, str]:
    """A question, the order in which its options are shown, and a stored answer."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    question, ids = KINDS[kind]
    order = "".join(draw(st.permutations(ids)))
    match kind:
        case "single":
            response = draw(st.sampled_from(ids))
        case "multiple":
            response = "".join(sorted(draw(st.sets(st.sampled_from(ids)))))
        case "ordering":
            response = "".join(draw(st.permutations(ids)))
        case _:
            response = "".join(f"{thing}{draw(st.sampled_from(ids))}" for thing in "123")
    return question, order, response


@given(answered())
def test_an_answer_comes_back_as_it_was_given(sample: tuple[Question, str, str]) -> None:
    question, order, response = sample

    shown = as_shown(question, order, response)

    assert as_stored(question, order, shown) == response
    # From a page that was opened before the names were: already as it is stored.
    assert as_stored(question, order, response) == response


@pytest.mark.parametrize(
    ("question", "order", "stored", "shown"),
    [
        (single("en"), "cabd", "a", "B"),
        (multiple("flere"), "ecabd", "acd", "BCE"),
        (ordering("rekke"), "cabd", "abcd", "BCAD"),
        (matching("par"), "cab", "1b2a", "1C2B"),
        (case("sak"), "__dbca_cabd", "t_5|mg_b_abcd", "t_5|mg_B_BCAD"),
        (case("sak"), "__dbca_cabd", "", ""),
        (calculation("tall"), "", "2,5", "2,5"),
    ],
    ids=["single", "multiple", "ordering", "matching", "case", "case-unanswered", "calculation"],
)
def test_options_are_called_by_their_place(
    question: Question, order: str, stored: str, shown: str
) -> None:
    assert as_shown(question, order, stored) == shown
    assert as_stored(question, order, shown) == stored
