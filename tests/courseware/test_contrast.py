import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.contrast import is_colour, is_readable_on_white, ratio, written

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#FF0000", "#ffffff", 3.998),
    ],
)
def test_known_ratios(first: str, second: str, expected: float) -> None:
    assert ratio(first, second) == pytest.approx(expected, abs=0.001)


@given(colours, colours)
def test_a_ratio_is_the_same_both_ways_and_within_bounds(first: str, second: str) -> None:
    assert ratio(first, second) == ratio(second, first)
    assert 1 <= ratio(first, second) <= 21


def test_the_line_goes_between_the_two_middle_greys() -> None:
    assert is_readable_on_white("#767676")
    assert not is_readable_on_white("#777777")


def test_a_ratio_is_never_written_as_more_than_it_is() -> None:
    assert written(4.4999) == "4.49"


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "123456", "#1234567"])
def test_what_is_no_colour(text: str) -> None:
    assert not is_colour(text)
