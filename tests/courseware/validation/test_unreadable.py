"""Files, names and folders that the system will not give us: told, and never a traceback."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from courseware.errors import CourseNotReadable, CourseNotWritable, UnknownLocalization
from courseware.loading import load_course
from courseware.localization import available, localize
from courseware.register import update
from tests.checking import only, problems_in
from tests.courseware.planted import COURSE
from tests.sample_course import swap


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Let one operation on the paths with a name fail, as it does for one who is not root."""

    def lock(operation: str, name: str) -> None:
        real: Any = getattr(Path, operation)

        def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
            if path.name == name:
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *arguments, **options)

        monkeypatch.setattr(Path, operation, refuse)

    return lock


def test_a_picture_that_cannot_be_read_is_told(
    sample_course: Path, locked: Callable[[str, str], None]
) -> None:
    locked("open", "las.svg")

    assert only(problems_in(sample_course)).code == "media-unreadable"


@pytest.mark.parametrize("name", ["course.yaml", "ovelse.yaml", "meld-fra.nb.md", "ids.lock.yaml"])
def test_a_text_that_cannot_be_read_is_told(
    sample_course: Path, locked: Callable[[str, str], None], name: str
) -> None:
    locked("open", name)

    assert "file-unreadable" in [each.code for each in problems_in(sample_course)]


@pytest.mark.parametrize("name", ["ids.lock.yaml", "las.svg", "meld-fra.nb.md"])
def test_a_file_that_cannot_even_be_looked_at_is_told(
    sample_course: Path, locked: Callable[[str, str], None], name: str
) -> None:
    locked("stat", name)

    assert "file-unreadable" in [each.code for each in problems_in(sample_course)]


def test_a_register_that_cannot_be_written_is_told(
    sample_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    (sample_course / "ids.lock.yaml").unlink()

    with pytest.raises(CourseNotWritable) as caught:
        update(sample_course)

    assert caught.value.problem.code == "file-unwritable"
    assert str(caught.value.problem.file) == "eksempel/ids.lock.yaml"


@pytest.mark.parametrize("folder", ["lessons", "questions", "media"])
@pytest.mark.parametrize("name", [b"bl\xe5.nb.md", b"x.yaml\n\x1b[2J.md", b"\xff.yaml"])
def test_a_strange_file_name_is_told_in_print(
    sample_course: Path, folder: str, name: bytes
) -> None:
    Path(os.fsdecode(os.fsencode(sample_course / folder) + b"/" + name)).write_text("x")
    swap(sample_course / COURSE, "id: eksempel", "id: eksempel\n\tx")  # all that lies there is read

    for found in problems_in(sample_course):
        assert str(found).isprintable()
        assert str(found).encode("utf-8")
    swap(sample_course / COURSE, "id: eksempel\n\tx", "id: eksempel")
    for found in problems_in(sample_course):
        assert str(found).isprintable()
        assert str(found).encode("utf-8")


def test_a_path_to_localizations_that_is_too_long_has_none(
    sample_course: Path, tmp_path: Path
) -> None:
    far = tmp_path / ("x" * 300)

    assert available(far) == []
    with pytest.raises(UnknownLocalization):
        localize(load_course(sample_course), "fjellregionen", far)


def test_a_folder_of_links_in_a_circle_is_no_course(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(CourseNotReadable):
        problems_in(tmp_path / "a")
