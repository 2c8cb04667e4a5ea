from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.directives import MAX_DEPTH, MEDIA_PATH, scan, split_id, video

lessons = st.lists(
    st.sampled_from(
        ["::: note", ":::", ":::: case Sak", "::::", "```", "~~~~", "tekst", "", "- a", "::: tull"]
    ),
    max_size=25,
).map("\n".join)


def problems(source: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in scan(source).problems]


def colons(source: str) -> list[int]:
    return [len(line) - len(line.lstrip(":")) for line in scan(source).source.splitlines()]


def test_directives_in_each_other_may_have_the_same_colons() -> None:
    source = "::: case\n::: reveal Hva?\nSvar\n:::\n::: check q\n:::\n:::\n"

    outer, inner, text, inner_end, check, check_end, outer_end = colons(source)[:7]
    assert problems(source) == []
    assert outer == outer_end > inner == inner_end == check == check_end > text == 0


def test_an_outer_directive_may_have_more_colons() -> None:
    assert problems(":::: case\n::: note\nx\n:::\n::::\n") == []


def test_four_colons_end_what_four_colons_began() -> None:
    assert problems(":::: case\n::: note\nx\n::::\n") == [(2, "directive-unclosed")]


def test_a_directive_that_nobody_ends_is_told() -> None:
    assert problems("tekst\n\n::: note\nx\n") == [(3, "directive-unclosed")]


def test_an_end_without_a_beginning_is_told_and_not_shown() -> None:
    scanned = scan("tekst\n:::\nmer\n")

    assert [(problem.line, problem.code) for problem in scanned.problems] == [
        (2, "directive-stray-end")
    ]
    assert ":" not in scanned.source


def test_an_unknown_directive_is_told_with_those_there_are() -> None:
    (problem,) = scan("::: merk Husk\nx\n:::\n").problems

    assert problem.code == "directive-unknown"
    assert problem.values["name"] == "merk"
    assert "note" in str(problem.values["known"])


def test_an_indented_mark_is_told() -> None:
    assert problems("- punkt\n\n    ::: note\n    x\n    :::\n") == [
        (3, "directive-indented"),
        (5, "directive-indented"),
    ]


@pytest.mark.parametrize("fence", ["```", "~~~", "````text"])
def test_code_may_show_a_directive(fence: str) -> None:
    marks = fence.removesuffix("text")
    source = f"{fence}\n::: note\n:::\n{marks}\n"

    assert problems(source) == []
    assert scan(source).source.startswith(source)


def test_directives_lie_in_each_other_to_a_depth_only() -> None:
    deep = MAX_DEPTH + 2
    source = "::: note\n" * deep + "x\n" + ":::\n" * deep

    assert [code for _, code in problems(source)] == ["directive-too-deep"] * 2


def test_every_kind_of_line_break_counts_as_one_line() -> None:
    assert problems("a\r\nb\rc\n::: note\n") == [(4, "directive-unclosed")]


@given(lessons)
def test_every_line_keeps_its_number(source: str) -> None:
    before, after = source.split("\n"), scan(source).source.split("\n")

    assert len(after) == len(before) + 1
    for old, new in zip(before, after, strict=False):
        assert new == old or old.strip().startswith(":::")


@given(lessons)
def test_a_scanned_text_has_no_problem_but_those_already_told(source: str) -> None:
    once = scan(source)

    left = {problem.code for problem in scan(once.source).problems}
    assert left <= {"directive-unclosed"}


@given(st.text())
def test_any_text_is_scanned(source: str) -> None:
    for problem in scan(source).problems:
        assert 1 <= problem.line <= source.count("\n") + source.count("\r") + 1


def test_a_row_of_colons_is_no_bomb() -> None:
    source = ":" * 100_000 + "\n" + "::: note\n" * 1000

    assert len(scan(source).source) < 200_000


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("media/a.mp4", ("media/a.mp4", "", "", ())),
        (
            "media/a.mp4 captions=media/a.nb.vtt poster=media/a.jpg",
            ("media/a.mp4", "media/a.nb.vtt", "media/a.jpg", ()),
        ),
        ("captions=media/a.vtt media/a.mp4", ("media/a.mp4", "media/a.vtt", "", ())),
        ("media/a.mp4 autoplay", ("media/a.mp4", "", "", ("autoplay",))),
        ("media/a.mp4 onplay=alert(1)", ("media/a.mp4", "", "", ("onplay=alert(1)",))),
        ("", ("", "", "", ())),
    ],
)
def test_a_video_line_is_read(words: str, expected: tuple[object, ...]) -> None:
    given_ = video(words)

    assert (given_.source, given_.captions, given_.poster, given_.strange) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("for-du-gar Før du går", ("for-du-gar", "Før du går")),
        ("for-du-gar", ("for-du-gar", "")),
        ("Før du går", ("", "Før du går")),
        ("", ("", "")),
    ],
)
def test_an_id_comes_before_the_title(words: str, expected: tuple[str, str]) -> None:
    assert split_id(words) == expected


@pytest.mark.parametrize("path", ["media/a.svg", "media/film/a-1_b.nb.vtt", "media/_x"])
def test_a_media_path_is_below_media(path: str) -> None:
    assert MEDIA_PATH.fullmatch(path)


@pytest.mark.parametrize(
    "path",
    [
        "media",
        "media/",
        "media/../course.yaml",
        "media/./a",
        "media//a.svg",
        "media/A.svg",
        "media/a.SVG",
        "media/.htaccess",
        "media/a.svg/..",
        "media/a..b/../c",
        "/media/a.svg",
        "https://x.no/a.svg",
        "media\\a.svg",
        "media/a.svg?x",
        "media/a.svg#x",
        "media/%2e%2e/a",
        "media/å.svg",
        "media/a b.svg",
        "media/a.svg\n",
    ],
)
def test_a_path_trick_is_no_media_path(path: str) -> None:
    assert not MEDIA_PATH.fullmatch(path)
