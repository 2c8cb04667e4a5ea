from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from courseware.errors import CourseNotReadable, InvalidCourse
from lti_tool.learning import publishing
from lti_tool.learning.errors import NotPublishable, NotThere
from lti_tool.learning.publishing import Added, Prepared
from lti_tool.storage import audit, courses
from lti_tool.storage.database import Database
from lti_tool.tool import shelf_of
from tests.lti_tool.classroom import VIK
from tests.lti_tool.clock import START
from tests.sample_course import swap


def prepared(folder: Path, localizations: Path | None = None) -> Prepared:
    return publishing.prepare(folder, localizations, None, today=START.date())


def add(database: Database, folder: Path, localizations: Path | None = None) -> Added:
    return publishing.add(database, prepared(folder, localizations), at=START, by="test")


def activate(database: Database, version: str, minutes: int = 0) -> None:
    at = START + timedelta(minutes=minutes)
    publishing.activate(database, "eksempel", version, at=at, by="test")


def new_version(folder: Path, old: str, new: str) -> None:
    swap(folder / "course.yaml", f"version: {old}", f"version: {new}")
    swap(folder / "lessons" / "tabletter.nb.md", "Dosen", f"Ny dosen {new}")
    swap(folder / "lessons" / "tabletter.nn.md", "Dosen", f"Ny dosen {new}")


def active(database: Database) -> str | None:
    with database.read() as session:
        edition = courses.active_edition(session, "eksempel")
    return edition.version if edition else None


def test_a_new_version_stands_beside_the_old_one_until_it_is_activated(
    database: Database, sample_course: Path
) -> None:
    assert add(database, sample_course) is Added.NEW
    activate(database, "1.2.0")
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: 1.3.0")

    assert add(database, sample_course) is Added.NEW
    assert active(database) == "1.2.0"

    activate(database, "1.3.0")
    assert active(database) == "1.3.0"


def test_the_same_folder_again_changes_nothing(database: Database, sample_course: Path) -> None:
    add(database, sample_course)
    activate(database, "1.2.0")

    assert add(database, sample_course) is Added.UNCHANGED
    assert active(database) == "1.2.0"


def test_the_same_version_with_another_content_is_refused(
    database: Database, sample_course: Path
) -> None:
    add(database, sample_course)
    swap(sample_course / "lessons" / "tabletter.nb.md", "Dosen", "Mengden")

    with pytest.raises(NotPublishable, match=r"Version 1\.2\.0 of eksempel .* Raise `version`"):
        add(database, sample_course)


def test_another_picture_is_another_content(database: Database, sample_course: Path) -> None:
    add(database, sample_course)
    swap(sample_course / "media" / "las.svg", "M6 10h12", "M6 11h12")

    with pytest.raises(NotPublishable):
        add(database, sample_course)


def test_new_contacts_of_a_municipality_need_no_new_version(
    database: Database, sample_course: Path, sample_localizations: Path
) -> None:
    add(database, sample_course, sample_localizations)
    activate(database, "1.2.0")
    with database.read() as session:
        before = courses.active_edition(session, "eksempel")
    swap(sample_localizations / "fjellregionen" / "region.yaml", "11 11 11 11", "22 22 22 22")

    assert add(database, sample_course, sample_localizations) is Added.RENEWED

    shelf = shelf_of(database)
    with database.read() as session:
        after = courses.active_edition(session, "eksempel")
    assert before is not None
    assert after is not None
    assert after.hash != before.hash
    assert b"22222222" in shelf.get(after.hash, VIK).bundle
    assert b"11111111" in shelf.get(before.hash, VIK).bundle


def test_a_localization_that_does_not_fit_is_told_and_not_offered(
    sample_course: Path, sample_localizations: Path
) -> None:
    swap(sample_localizations / "fjellregionen" / "vik.yaml", "after: meld-fra", "after: borte")

    found = prepared(sample_course, sample_localizations)

    assert [each.id for each in found.edition.localizations] == ["fjellregionen"]
    ((skipped, problems),) = found.skipped
    assert skipped == VIK
    assert problems


def test_every_problem_of_a_course_is_told_at_once(sample_course: Path) -> None:
    swap(sample_course / "course.yaml", "minutes: 20", "minutes: mange")
    swap(sample_course / "questions" / "ovelse.yaml", "value: 2.5", "value: mye")

    with pytest.raises(InvalidCourse) as refused:
        prepared(sample_course)

    files = {problem.file.name for problem in refused.value.problems}
    assert files >= {"course.yaml", "ovelse.yaml"}


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CourseNotReadable):
        prepared(tmp_path / "nothing")


def test_an_activation_can_be_taken_back(database: Database, sample_course: Path) -> None:
    add(database, sample_course)
    new_version(sample_course, "1.2.0", "1.3.0")
    add(database, sample_course)
    activate(database, "1.2.0")
    activate(database, "1.3.0", minutes=1)

    back = publishing.activate_previous(database, "eksempel", at=START, by="test")

    assert (back.version, active(database)) == ("1.2.0", "1.2.0")


def test_the_first_activation_has_nothing_before_it(
    database: Database, sample_course: Path
) -> None:
    add(database, sample_course)
    activate(database, "1.2.0")

    with pytest.raises(NotPublishable, match="No other version of eksempel"):
        publishing.activate_previous(database, "eksempel", at=START, by="test")


def test_a_retired_version_is_offered_to_nobody_and_can_come_back(
    database: Database, sample_course: Path
) -> None:
    add(database, sample_course)
    activate(database, "1.2.0")

    assert publishing.retire(database, "eksempel", "1.2.0", at=START, by="test") is True
    assert active(database) is None

    activate(database, "1.2.0")
    assert active(database) == "1.2.0"


@pytest.mark.parametrize("course", ["eksempel", "annet"])
def test_an_unknown_version_is_refused_with_those_that_exist(
    database: Database, sample_course: Path, course: str
) -> None:
    add(database, sample_course)

    with pytest.raises(NotPublishable, match=r"There are: 1\.2\.0\.|No version of it"):
        publishing.activate(database, course, "9.9.9", at=START, by="test")


def test_many_activations_at_once_leave_one_active(database: Database, sample_course: Path) -> None:
    versions = ["1.2.0", "1.3.0", "1.4.0"]
    add(database, sample_course)
    for old, new in pairwise(versions):
        swap(sample_course / "course.yaml", f"version: {old}", f"version: {new}")
        add(database, sample_course)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: activate(database, versions[number % 3]), range(12)))

    with database.read() as session:
        assert sum(version.active for version in courses.versions(session, "eksempel")) == 1


def test_a_served_course_needs_the_folder_no_more(
    database: Database, sample_course: Path, sample_localizations: Path
) -> None:
    add(database, sample_course, sample_localizations)
    activate(database, "1.2.0")
    shutil.rmtree(sample_course)
    shutil.rmtree(sample_localizations)

    with database.read() as session:
        edition = courses.active_edition(session, "eksempel")
    assert edition is not None
    served = shelf_of(database).get(edition.hash, VIK)
    assert served.course.layers[-1].title == "Vik kommune"


def test_every_process_serves_the_same_bytes(database: Database, sample_course: Path) -> None:
    add(database, sample_course)
    edition = prepared(sample_course).edition.hash

    one, other = (shelf_of(database).get(edition, None) for _ in range(2))

    assert (one.bundle, one.hash, one.stamp) == (other.bundle, other.hash, other.stamp)


def test_an_unknown_edition_is_not_there(database: Database) -> None:
    with pytest.raises(NotThere):
        shelf_of(database).get("0" * 64, None)


def test_every_act_is_audited(database: Database, sample_course: Path) -> None:
    add(database, sample_course)
    activate(database, "1.2.0")
    publishing.retire(database, "eksempel", "1.2.0", at=START, by="test")

    with database.read() as session:
        entries = audit.entries(session)
    assert [(entry.act, entry.subject) for entry in sorted(entries, key=lambda e: e.act)] == [
        ("course.activate", "eksempel 1.2.0"),
        ("course.add", "eksempel 1.2.0"),
        ("course.retire", "eksempel 1.2.0"),
    ]
