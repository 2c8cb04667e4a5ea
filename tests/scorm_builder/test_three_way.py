"""Laws of bringing two changes of one text together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scorm_builder.three_way import Piece, changed_lines, merge

TEXTS = st.lists(st.sampled_from("abcdef"), max_size=12)


def outcome(pieces: list[Piece]) -> list[str]:
    return [line for piece in pieces for line in (*piece.ours, *(piece.theirs or ()))]


@given(base=TEXTS, other=TEXTS)
def test_what_only_one_side_changed_is_that_sides(base: list[str], other: list[str]) -> None:
    for pieces in (merge(base, other, base), merge(base, base, other), merge(base, other, other)):
        assert outcome(pieces) == other
        assert not any(piece.is_conflict for piece in pieces)


@given(base=TEXTS, ours=TEXTS, theirs=TEXTS)
def test_no_line_that_is_new_on_either_side_is_lost(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    merged = outcome(merge(base, ours, theirs))

    for side in (ours, theirs):
        assert {line for line in side if line not in base} <= set(merged)


def test_changes_apart_are_joined_and_changes_of_one_line_stand_against_each_other() -> None:
    base = ["a", "b", "c"]

    assert merge(base, ["A", "b", "c"], ["a", "b", "C"]) == [
        Piece(("A",)),
        Piece(("b",)),
        Piece(("C",)),
    ]
    assert merge(base, ["a", "ours", "c"], ["a", "theirs", "c"]) == [
        Piece(("a",)),
        Piece(("ours",), ("theirs",)),
        Piece(("c",)),
    ]


def test_a_change_is_shown_with_the_lines_beside_it() -> None:
    old = ["1", "2", "3", "4", "5", "6", "7", "8"]
    new = ["1", "2", "tre", "4", "5", "6", "7", "åtte"]

    assert changed_lines(old, new) == ["  2", "- 3", "+ tre", "  4", "…", "  7", "- 8", "+ åtte"]
