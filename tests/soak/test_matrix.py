"""A small course in every profile in every run of the tests; `make matrix` does those we ship."""

from __future__ import annotations

import zipfile
from pathlib import Path

from scorm_builder.profiles import PROFILES
from tests.soak.matrix import judge, matrix


def test_every_profile_is_valid_clean_and_the_same_on_another_day_and_place(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    cells = list(matrix(tmp_path, [sample_course.name], ["fjellregionen/vik"], tmp_path / "work"))

    assert {cell.profile for cell in cells} == set(PROFILES)
    assert [cell for cell in cells if not cell.is_good] == []


def test_a_package_with_a_mistake_is_not_good(tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for file, text in ((one, "<manifest/>"), (other, "<manifest />")):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("imsmanifest.xml", text)

    cell = judge("kurs", "kommune", "scorm12", "", (one, ""), (other, ""))

    assert not cell.same
    assert cell.faults
