"""Two changes of one text brought together, line by line; where they meet, both are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, ndiff

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A run of lines. Where only one side changed them, or both alike, `theirs` is None and `ours` is
    the outcome; else the two stand against each other.
    """

    ours: Lines
    theirs: Lines | None = None

    @property
    def is_conflict(self) -> bool:
        return self.theirs is not None


def merge(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Piece]:
    """Every line of `ours` that is not of `base` is in the outcome; so is every one of `theirs`."""
    pieces = []
    at, mine, other = 0, 0, 0
    for start, end, our_start, their_start in _shared(base, ours, theirs):
        pieces.append(
            _between(
                tuple(base[at:start]), tuple(ours[mine:our_start]), tuple(theirs[other:their_start])
            )
        )
        pieces.append(Piece(tuple(base[start:end])))
        length = end - start
        at, mine, other = end, our_start + length, their_start + length
    return [piece for piece in pieces if piece.ours or piece.theirs]


def _between(base: Lines, ours: Lines, theirs: Lines) -> Piece:
    if ours in (base, theirs):
        return Piece(theirs)
    return Piece(ours) if theirs == base else Piece(ours, theirs)


def _shared(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Runs that stand in all three: from and to in base, where in ours, where in theirs."""
    mine = SequenceMatcher(None, base, ours, autojunk=False).get_matching_blocks()
    other = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(mine) and j < len(other):
        (a, b, size), (c, d, length) = mine[i], other[j]
        start, end = max(a, c), min(a + size, c + length)
        if start < end:
            yield start, end, b + start - a, d + start - c
        if a + size < c + length:
            i += 1
        else:
            j += 1
    yield len(base), len(base), len(ours), len(theirs)


def changed_lines(old: Sequence[str], new: Sequence[str], around: int = 1) -> list[str]:
    """`- ` gone, `+ ` new, and `around` unchanged lines beside them; `…` for what is left out."""
    marked = [line for line in ndiff(list(old), list(new)) if not line.startswith("? ")]
    near = {
        index + step
        for index, line in enumerate(marked)
        if not line.startswith("  ")
        for step in range(-around, around + 1)
    }
    shown: list[str] = []
    for index, line in enumerate(marked):
        if index in near:
            shown.append(line.rstrip())
        elif shown and shown[-1] != "…":
            shown.append("…")
    return shown[:-1] if shown and shown[-1] == "…" else shown
