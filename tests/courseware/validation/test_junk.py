"""Nothing that an author writes ends in a traceback."""

from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checking import problems_in
from tests.courseware.planted import CERTIFY, COURSE, PRACTICE
from tests.sample_course import write_course, write_localizations

VIK = "fjellregionen/vik"

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.sampled_from(["", "x", "nb", "2026-13-01", "media/../x", "{{ x }}", "{S", "D /"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["nb", "id", "from", "æ"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def spots(value: object, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [way] if way else []
    if isinstance(value, dict):
        members = list(value.items())
    else:
        members = list(enumerate(value)) if isinstance(value, list) else []
    for key, member in members:
        found += spots(member, (*way, key))
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_junk_anywhere_is_told_and_never_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    course = write_course(tmp_path / "courses")
    region = write_localizations(tmp_path) / "fjellregionen"
    files = [course / COURSE, course / PRACTICE, course / CERTIFY, course / "ids.lock.yaml"]
    files += [region / "region.yaml", region / "vik.yaml", region / "ids.lock.yaml"]
    file = data.draw(st.sampled_from(files))
    document = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    way = data.draw(st.sampled_from(spots(document)))
    place = document
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = data.draw(junk)
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    for problem in problems_in(course, localization=VIK):
        assert problem.what("nb")
        assert problem.mend("en")
