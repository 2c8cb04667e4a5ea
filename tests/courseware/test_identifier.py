import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware import locate
from courseware.directives import MEDIA_PATH
from courseware.identifier import ID, is_id


@pytest.mark.parametrize("text", ["a", "fvl-13", "a" * 40])
def test_what_may_be_an_id(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "A", "1a", "-a", "a_b", "å", "a b", "a\n", "a" * 41, "../a"])
def test_what_may_not_be_an_id(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize("name", ["course", "bank", "localization"])
def test_the_schemas_have_the_same_rule(name: str) -> None:
    schema = json.loads((locate.schemas() / f"{name}.schema.json").read_text(encoding="utf-8"))

    assert schema["$defs"]["id"]["pattern"] == f"^{ID.pattern}$"


@given(st.from_regex(r"media(/[a-zA-Z0-9_.-]{0,4}){1,3}\.svg", fullmatch=True))
def test_a_media_path_is_the_same_in_lessons_and_in_the_course_file(path: str) -> None:
    schema = json.loads((locate.schemas() / "course.schema.json").read_text(encoding="utf-8"))
    declared = re.compile(schema["$defs"]["asset"]["properties"]["path"]["pattern"])

    assert bool(declared.fullmatch(path)) == bool(MEDIA_PATH.fullmatch(path))
