from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.placements import BrokenLink, Choice, is_choice, read_custom, write_custom

ids = st.from_regex(r"[a-z][a-z0-9-]{0,63}", fullmatch=True)
choices = st.builds(
    Choice,
    course=ids,
    localization=st.none() | ids | st.tuples(ids, ids).map("/".join),
    chapter=st.none() | ids,
    assessment=st.none() | ids,
    picked_version=st.none() | st.just("1.20.3"),
)


@given(choices, st.none() | ids)
def test_what_is_written_into_a_link_is_what_a_launch_reads(
    choice: Choice, default: str | None
) -> None:
    custom = write_custom(choice)

    assert read_custom(custom, default) == choice
    assert is_choice(choice)
    assert all(isinstance(value, str) and "\n" not in value for value in custom.values())


@pytest.mark.parametrize(
    "custom",
    [
        {},
        {"kurspakke_course": "$kurspakke_course"},
        {"kurspakke_course": None},
        {"kurspakke_course": ""},
        {"KURSPAKKE_COURSE": "introduction"},
    ],
)
def test_a_link_without_a_course_of_ours_has_no_choice(custom: dict[str, object]) -> None:
    assert read_custom(custom, "region") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("course", "../etc/passwd"),
        ("course", "Introduction"),
        ("course", "a" * 65),
        ("course", "introduction "),
        ("course", 7),
        ("localization", "null/../x"),
        ("chapter", "Kapittel 1"),
        ("assessment", "prove\0"),
    ],
)
def test_a_link_that_says_it_in_no_way_of_ours_is_broken(name: str, value: object) -> None:
    with pytest.raises(BrokenLink) as broken:
        read_custom({"kurspakke_course": "introduction", f"kurspakke_{name}": value}, "region")

    assert broken.value.parameter == f"kurspakke_{name}"


def test_what_a_platform_left_unresolved_counts_as_absent() -> None:
    custom = {
        "kurspakke_course": "introduction",
        "kurspakke_chapter": "$Chapter.id",
        "kurspakke_localization": "$Region.id",
        "id_history": "$ResourceLink.id.history",
    }

    assert read_custom(custom, None) == Choice("introduction")


@pytest.mark.parametrize(
    ("written", "default", "read"),
    [
        (None, None, None),
        (None, "region", "region"),
        ("-", "region", None),
        ("region/tinn", "region", "region/tinn"),
        ("", "region", "region"),
    ],
)
def test_a_link_that_says_nothing_gets_the_deployments_localization(
    written: str | None, default: str | None, read: str | None
) -> None:
    custom: dict[str, object] = {"kurspakke_course": "introduction"}
    if written is not None:
        custom["kurspakke_localization"] = written

    choice = read_custom(custom, default)

    assert choice is not None
    assert choice.localization == read
